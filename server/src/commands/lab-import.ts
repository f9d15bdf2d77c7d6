import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type ApiRowVerdict, type ApiUpload, ConflictError, InvalidInputError } from '@banyu/contracts';
import type { OnDuplicate, Registry } from '@banyu/registry';
import type { Command } from 'commander';
import { readTableFile } from '../laboratory/read-table-file.ts';
import { TABLE_LIMITS } from '../laboratory/table-limits.ts';
import { tableTemplate } from '../laboratory/template.ts';
import { UploadDesk } from '../laboratory/upload-desk.ts';
import { messageOf } from '../message-of.ts';
import { printRows, withRegistry } from './context.ts';
import { localTime, resultsText } from './lab-text.ts';
import { userName } from './user-name.ts';

interface ImportOptions {
  readonly point?: string;
  readonly sampledBy?: string;
  readonly laboratory?: string;
  readonly supersede: boolean;
  readonly withoutRefused: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly by?: string;
  readonly why?: string;
  readonly json: boolean;
}

/** `banyu lab import` and `banyu lab template` */
export function addLabImportCommands(lab: Command): void {
  lab
    .command('import <plant> <file>')
    .description('read a laboratory’s table, CSV or XLSX, and show each row’s verdict; --yes saves it')
    .option('--point <point>', 'sampling point of rows that name none')
    .option('--sampled-by <name>', 'sampler of rows that name none')
    .option('--laboratory <laboratory>', 'laboratory of rows that name none')
    .option('--supersede', 'results may take the place of others that are there', false)
    .option('--without-refused', 'save the accepted rows although others are refused', false)
    .option('--dry-run', 'only show, which is what happens without --yes', false)
    .option('--yes', 'save', false)
    .option('--by <name>', 'who saves it (default: the user who runs this)')
    .option('--why <text>', 'the reason, kept in the audit trail; with --yes')
    .option('--json', 'for programs', false)
    .action(async (plant: string, file: string, options: ImportOptions, command: Command) => {
      const saving = options.yes && !options.dryRun;
      if (saving && options.why === undefined) {
        throw new InvalidInputError('Say why with --why, e.g. --why "report of November".', { field: 'why' });
      }
      const bytes = await bytesIn(file);
      await withRegistry(command, (registry) =>
        importTable(registry, plant, { file, bytes }, options, saving),
      );
    });

  lab
    .command('template <plant>')
    .description('print a CSV table to fill in, with two rows of examples')
    .option('--out <file>', 'write it to a file instead')
    .action(async (plant: string, { out }: { out?: string }, command: Command) => {
      await withRegistry(command, async ({ plants }) => {
        const { points } = await plants.get(plant);
        const point = points.find(({ compliancePoint }) => compliancePoint) ?? points[0];
        const text = tableTemplate(point?.id ?? '');
        if (out === undefined) process.stdout.write(text);
        else await writeNew(out, text);
      });
    });
}

async function importTable(
  { plants, samples }: Registry,
  plant: string,
  { file, bytes }: { readonly file: string; readonly bytes: Uint8Array },
  options: ImportOptions,
  saving: boolean,
): Promise<void> {
  const { timeZone } = await plants.get(plant);
  const { point, sampledBy, laboratory, supersede, withoutRefused, json } = options;
  const desk = new UploadDesk({ samples, readTable: readTableFile, clock: Date.now });
  const onDuplicate: OnDuplicate = supersede ? 'supersede' : 'refuse';
  const upload = await desk.preview(
    plant,
    { name: basename(file), bytes },
    {
      onDuplicate,
      defaults: {
        ...(point !== undefined && { point }),
        ...(sampledBy !== undefined && { sampledBy }),
        ...(laboratory !== undefined && { laboratory }),
      },
    },
  );
  if (json) process.stdout.write(`${JSON.stringify(upload, null, 2)}\n`);
  else printUpload(upload, timeZone);
  if (!saving) {
    if (!json) process.stdout.write('Nothing is saved. Add --yes and --why to save it.\n');
    if (upload.refused > 0) process.exitCode = 1;
    return;
  }
  const { by = userName(), why = '' } = options;
  const saved = await desk.save(plant, upload.id, { withoutRefused }, { by, why });
  if (json) return;
  process.stdout.write(
    `Saved: ${saved.samplesAdded} samples and ${saved.resultsAdded} results are new, ` +
      `${saved.resultsSuperseded} took the place of others, ${saved.resultsUnchanged} were there already.\n`,
  );
}

function printUpload(upload: ApiUpload, timeZone: string): void {
  const { fileName, format, sheet, ignoredColumns, accepted, refused, unchanged, savedBefore, rows } = upload;
  process.stdout.write(`${fileName}: ${format}${sheet === null ? '' : `, sheet "${sheet}"`}\n`);
  if (savedBefore !== null) {
    const at = new Date(savedBefore.at).toISOString();
    process.stdout.write(`This very file was saved ${at} by ${savedBefore.by}.\n`);
  }
  if (ignoredColumns.length > 0) process.stdout.write(`Columns not used: ${ignoredColumns.join(', ')}\n`);
  printRows(
    rows.map((row) => rowLine(row, timeZone)),
    false,
  );
  const known = unchanged > 0 ? `, of them ${unchanged} saved already` : '';
  process.stdout.write(`${accepted} rows are accepted${known}; ${refused} are refused.\n`);
}

function rowLine(row: ApiRowVerdict, timeZone: string): Readonly<Record<string, unknown>> {
  if (row.status === 'refused') {
    const why = row.faults.map(({ column, message }) => `${column === null ? '' : `${column}: `}${message}`);
    return { row: row.row, verdict: 'REFUSED', sample: '', taken: '', results: '', remarks: why.join('; ') };
  }
  return {
    row: row.row,
    verdict: 'accepted',
    sample: row.sample,
    taken: localTime(row.from, timeZone, row.timeKnown),
    results: resultsText(row.results),
    remarks: row.warnings.map(({ message }) => message).join('; '),
  };
}

async function bytesIn(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > TABLE_LIMITS.fileBytes) {
      throw new InvalidInputError(
        `"${file}" has ${size} bytes, at most ${TABLE_LIMITS.fileBytes} are taken.`,
      );
    }
    return await readFile(file);
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw cause;
    const reason = messageOf(cause);
    throw new InvalidInputError(`Cannot read "${file}": ${reason}`, { cause });
  }
}

async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (cause) {
    const reason = messageOf(cause);
    throw new ConflictError(`Cannot write "${file}": ${reason}`, { cause });
  }
  process.stdout.write(`${file} is written. Fill it in, then: banyu lab import <plant> ${file}\n`);
}
