import { ConfigurationError } from '@banyu/contracts';
import type { Command } from 'commander';
import type { Config } from '../config.ts';
import { examine } from '../doctor/examine.ts';
import { type Finding, problem } from '../doctor/finding.ts';
import { messageOf } from '../message-of.ts';
import { configOf } from './context.ts';
import { serverUrl } from './running-server.ts';

const MARKS: Readonly<Record<Finding['level'], string>> = {
  ok: 'ok      ',
  warning: 'warning ',
  problem: 'PROBLEM ',
};

/** `banyu doctor` */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'look for what is wrong or soon will be, whether the server runs or not, and say what to do; exit code 1 when there is a problem',
    )
    .option('--json', 'for programs', false)
    .action(async ({ json }: { json: boolean }, command: Command) => {
      const findings = await findingsOf(command);
      const problems = findings.filter(({ level }) => level === 'problem').length;
      const warnings = findings.filter(({ level }) => level === 'warning').length;
      if (problems > 0) process.exitCode = 1;
      if (json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
      else process.stdout.write(`${findings.map(lineOf).join('\n')}\n\n${verdictOf(problems, warnings)}\n`);
    });
}

async function findingsOf(command: Command): Promise<readonly Finding[]> {
  let config: Config;
  try {
    config = configOf(command);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return [
      problem(
        'configuration',
        messageOf(error),
        'Mend these first; "banyu config" then lists every setting.',
      ),
    ];
  }
  const { http } = config;
  return examine(config, http.port === 0 ? '' : serverUrl(config));
}

function lineOf({ level, about, found, advice }: Finding): string {
  const line = `${MARKS[level]}${about.padEnd(15)} ${found}`;
  return advice === undefined ? line : `${line}\n${' '.repeat(24)}→ ${advice}`;
}

function verdictOf(problems: number, warnings: number): string {
  if (problems > 0)
    return `${problems} problem${problems === 1 ? '' : 's'}, ${warnings} warning${warnings === 1 ? '' : 's'}.`;
  return warnings > 0 ? `No problem, ${warnings} warning${warnings === 1 ? '' : 's'}.` : 'All is well.';
}
