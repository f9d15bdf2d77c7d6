import type { Command } from 'commander';
import { Config } from '../config.ts';
import { leavesOf, SECRETS, variableOf } from '../load-config.ts';
import { configOf, printRows } from './context.ts';

/** `banyu config` */
export function addConfigCommand(program: Command): void {
  program
    .command('config')
    .description('show every setting: its key in banyu.yaml, its variable, its value now and its meaning')
    .option('--json', 'for programs', false)
    .action(({ json }: { json: boolean }, command: Command) => {
      const config = configOf(command);
      printRows(
        leavesOf(Config).map(({ path, meaning }) => ({
          key: path.join('.'),
          variable: variableOf(path),
          value: shownValue(config, path),
          meaning,
        })),
        json,
      );
    });
}

/** The value that counts, as it would stand in the file; a secret only tells that it is there. */
function shownValue(config: Config, path: readonly string[]): string {
  const value = path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    config,
  );
  if (value === undefined) return '';
  return SECRETS.has(path.at(-1) ?? '') ? '(set)' : JSON.stringify(value);
}
