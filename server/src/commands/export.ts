import { InvalidInputError } from '@banyu/contracts';
import type { Command } from 'commander';
import { createLogger } from '../logger.ts';
import { openStore } from '../open-store.ts';
import { configOf } from './context.ts';

interface ExportOptions {
  readonly plant?: string;
  readonly device?: string;
  readonly parameter?: string;
  readonly from?: string;
  readonly to?: string;
}

/** `banyu export …` */
export function addExportCommand(program: Command): void {
  program
    .command('export <file>')
    .description(
      'write readings to a Parquet or CSV file (the server must not be running on an embedded store)',
    )
    .option('--plant <plant>', 'of one plant')
    .option('--device <device>', 'of one device')
    .option('--parameter <parameter>', 'of one parameter')
    .option('--from <time>', 'ISO 8601, inclusive (default: the first reading)')
    .option('--to <time>', 'ISO 8601, exclusive (default: now)')
    .action(async (file: string, options: ExportOptions, command: Command) => {
      const config = configOf(command);
      const store = await openStore(config, createLogger(config));
      try {
        const { plant, device, parameter } = options;
        const { rows } = await store.export({
          path: file,
          format: formatOf(file),
          from: options.from === undefined ? 0 : instant(options.from, 'from'),
          to: options.to === undefined ? Date.now() : instant(options.to, 'to'),
          ...(plant !== undefined && { plant }),
          ...(device !== undefined && { device }),
          ...(parameter !== undefined && { parameter }),
        });
        process.stdout.write(`${rows} readings written to ${file}.\n`);
      } finally {
        await store.close();
      }
    });
}

function formatOf(file: string): 'parquet' | 'csv' {
  if (file.endsWith('.parquet')) return 'parquet';
  if (file.endsWith('.csv')) return 'csv';
  throw new InvalidInputError(`Cannot tell the format of "${file}": end it in .parquet or .csv.`);
}

function instant(text: string, option: string): number {
  const t = Date.parse(text);
  if (Number.isNaN(t))
    throw new InvalidInputError(`--${option}: "${text}" is no ISO 8601 time.`, { field: option });
  return t;
}
