import { open, rm, writeFile } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ApiPlantList, ConflictError, InvalidInputError, UnavailableError } from '@banyu/contracts';
import type { ExportQuery } from '@banyu/store';
import type { Command } from 'commander';
import { headLine } from '../audit-line.ts';
import type { Config } from '../config.ts';
import { HEAD_HEADER } from '../http/publish-head.ts';
import { tryLockDataDirectory } from '../lock.ts';
import { createLogger } from '../logger.ts';
import { messageOf } from '../message-of.ts';
import { openStore } from '../open-store.ts';
import { pathsIn } from '../paths.ts';
import { headsIn } from '../published-heads.ts';
import { configOf } from './context.ts';
import { instantOption } from './instant-option.ts';
import { openProgress } from './progress.ts';
import { askServer, callServer, serverUrl } from './running-server.ts';
import { whileWaiting } from './while-waiting.ts';

interface ExportOptions {
  readonly plant?: string;
  readonly point?: string;
  readonly device?: string;
  readonly parameter?: string;
  readonly from?: string;
  readonly to?: string;
}

/** The server makes the file before it sends the first byte. */
const SERVER_WITHIN_MS = 3_600_000;

/** `banyu export …` */
export function addExportCommand(program: Command): void {
  program
    .command('export <file>')
    .description(
      'write readings to a new Parquet or CSV file; while a server runs on the embedded store, by that server',
    )
    .option('--plant <plant>', 'of one plant')
    .option('--point <point>', 'of one sampling point')
    .option('--device <device>', 'of one device')
    .option('--parameter <parameter>', 'of one parameter')
    .option('--from <time>', 'ISO 8601, inclusive (default: the first reading)')
    .option('--to <time>', 'ISO 8601, exclusive (default: now)')
    .action(async (file: string, options: ExportOptions, command: Command) => {
      const config = configOf(command);
      const { from, to, ...filter } = options;
      const query: ExportQuery = {
        path: file,
        format: formatOf(file),
        from: from === undefined ? 0 : instantOption(from, 'from'),
        to: to === undefined ? Date.now() : instantOption(to, 'to'),
        ...filter,
      };
      const { rows, head } = await exportReadings(config, query);
      process.stdout.write(`${rows} readings written to ${file}.\n`);
      if (head === undefined) return;
      await writeFile(`${file}.head`, `${head}\n`);
      process.stdout.write(
        `The head it stands on, for "banyu audit verify --published", is in ${file}.head.\n`,
      );
    });
}

/** What came of an export: readings, and the heads that it stands on, where there are any. */
interface Exported {
  readonly rows: number;
  readonly head: string | undefined;
}

async function exportReadings(config: Config, query: ExportQuery): Promise<Exported> {
  if (config.store.kind !== 'duckdb') return exportFromStore(config, query);
  // One process alone may open the embedded store: while this one has it, no server starts, and the other way round.
  using lock = tryLockDataDirectory(pathsIn(config.dataDirectory).lock);
  if (lock !== undefined) return exportFromStore(config, query);
  process.stdout.write(
    `A server runs on ${config.dataDirectory}: it makes the file (${serverUrl(config)}).\n`,
  );
  return exportByServer(config, query);
}

async function exportFromStore(config: Config, query: ExportQuery): Promise<Exported> {
  const heads = await headsIn(config);
  const store = await openStore(config, createLogger(config));
  try {
    const { rows } = await whileWaiting('Writing the file', store.export(query));
    return { rows, head: heads === undefined ? undefined : headLine(heads) };
  } finally {
    await store.close();
  }
}

/** Fetches the file; what was begun of it goes when that fails. Throws ConflictError when it exists. */
async function exportByServer(config: Config, { path, ...query }: ExportQuery): Promise<Exported> {
  const file = await open(path, 'wx').catch((error: unknown) => {
    throw cannotWrite(path, error);
  });
  try {
    const { body, headers } = await askForFile(config, query);
    if (body === null) throw new UnavailableError('The server sent no file; try again.');
    const total = Number(headers.get('content-length'));
    const progress = openProgress();
    const counted = counting((bytes) => progress.tell(bytes / total, `${Math.round(bytes / 1_000)} kB`));
    try {
      await pipeline(Readable.fromWeb(body), counted, file.createWriteStream());
    } catch (error) {
      throw cannotWrite(path, error);
    } finally {
      progress.end();
    }
    const head = headers.get(HEAD_HEADER) ?? undefined;
    return { rows: Number(headers.get('x-banyu-rows')), head };
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
}

async function askForFile(config: Config, query: Omit<ExportQuery, 'path'>): Promise<Response> {
  const { plant = await onlyPlant(config), ...rest } = query;
  const search = new URLSearchParams(Object.entries(rest).map(([name, value]) => [name, String(value)]));
  const path = `/api/v1/plants/${encodeURIComponent(plant)}/export?${search}`;
  const asked = callServer(config, { path, withinMs: SERVER_WITHIN_MS });
  return whileWaiting('The server makes the file', asked);
}

/** Passes everything on and tells how many bytes it was so far. */
function counting(tell: (bytes: number) => void): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      tell(bytes);
      done(null, chunk);
    },
  });
}

function cannotWrite(path: string, cause: unknown): Error {
  if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') {
    return new ConflictError(`Cannot export to "${path}": the file exists`);
  }
  const reason = messageOf(cause);
  return new UnavailableError(`Cannot write "${path}" to its end: ${reason}`, { cause });
}

/** The server exports plant by plant: with one plant it need not be named. */
async function onlyPlant(config: Config): Promise<string> {
  const { plants } = await askServer(config, { path: '/api/v1/plants' }, ApiPlantList);
  const [plant, ...others] = plants;
  if (plant === undefined) throw new InvalidInputError('There is no plant yet: nothing to export.');
  if (others.length === 0) return plant.id;
  const ids = plants.map(({ id }) => id).join(', ');
  throw new InvalidInputError(
    `The server exports one plant at a time: add --plant with one of ${ids}, or stop the server.`,
  );
}

function formatOf(file: string): 'parquet' | 'csv' {
  if (file.endsWith('.parquet')) return 'parquet';
  if (file.endsWith('.csv')) return 'csv';
  throw new InvalidInputError(`Cannot tell the format of "${file}": end it in .parquet or .csv.`);
}
