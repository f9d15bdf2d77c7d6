import { openRegistry, type Registry } from '@banyu/registry';
import type { Command } from 'commander';
import type { Config } from '../config.ts';
import { loadConfig } from '../load-config.ts';
import { pathsIn } from '../paths.ts';

/** The configuration a command runs with: `--config`, BANYU_* and the defaults. */
export function configOf(command: Command): Config {
  const { config } = command.optsWithGlobals<{ config?: string }>();
  return loadConfig({
    ...(config !== undefined && { file: config }),
    env: process.env,
    directory: process.cwd(),
  });
}

/** Runs something on the registry of the data directory, whether a server runs on it or not, and closes it. */
export async function withRegistry<T>(command: Command, run: (registry: Registry) => Promise<T>): Promise<T> {
  const registry = await openRegistry({ path: pathsIn(configOf(command).dataDirectory).registry });
  try {
    return await run(registry);
  } finally {
    await registry.close();
  }
}

/** Prints rows as aligned columns, or as JSON for programs. */
export function printRows(rows: readonly Readonly<Record<string, unknown>>[], json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  const [first] = rows;
  if (first === undefined) return;
  const names = Object.keys(first);
  const table = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? '')))];
  const widths = names.map((_, column) => Math.max(...table.map((line) => (line[column] ?? '').length)));
  for (const line of table) {
    process.stdout.write(
      `${line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
}
