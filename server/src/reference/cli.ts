import type { Command } from 'commander';
import { code, page, table } from './markdown.ts';

const INTRODUCTION =
  'From a checkout: `npx banyu`. Every command takes `--help`; those that print lists for programs take `--json`. Exit code 0 when all went well, 1 otherwise.';

/** Every command with its arguments and options. */
export function cliPage(program: Command): string {
  return page(
    'The command `banyu`',
    INTRODUCTION,
    options(program),
    ...program.commands.flatMap((command) => sections(command, 'banyu')),
  );
}

function sections(command: Command, before: string): string[] {
  const name = `${before} ${command.name()}`;
  const args = command.registeredArguments.map((argument) => {
    const shown = `${argument.name()}${argument.variadic ? '…' : ''}`;
    return argument.required ? `<${shown}>` : `[${shown}]`;
  });
  const own =
    command.commands.length > 0
      ? []
      : [
          `## ${code([name, ...args].join(' '))}`,
          command.description(),
          argumentsOf(command),
          options(command),
        ];
  return [...own.filter((text) => text !== ''), ...command.commands.flatMap((each) => sections(each, name))];
}

function argumentsOf(command: Command): string {
  const described = command.registeredArguments.filter(({ description }) => description !== '');
  if (described.length === 0) return '';
  return table(
    ['argument', 'meaning'],
    described.map((argument) => [code(argument.name()), argument.description]),
  );
}

function options(command: Command): string {
  const rows = command.options.map(({ flags, description, defaultValue }) => [
    code(flags),
    description,
    defaultText(description, defaultValue),
  ]);
  return rows.length === 0 ? '' : table(['option', 'meaning', 'default'], rows);
}

/** A description that tells its default says it better: the value itself may be the present time. */
function defaultText(description: string, value: unknown): string {
  const isTold = value === undefined || value === false || description.includes('(default:');
  return isTold ? '' : code(String(value));
}
