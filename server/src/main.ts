import { Command } from 'commander';
import { reportFailure } from './commands/failure.ts';
import { VERSION } from './version.ts';

type AddCommands = (program: Command) => void;

/** What can be asked, in the order of the help: the commands' names, and where they are. */
const COMMANDS: readonly { readonly names: readonly string[]; readonly load: () => Promise<AddCommands> }[] =
  [
    { names: ['start', 'ingest'], load: async () => (await import('./commands/start.ts')).addStartCommand },
    { names: ['demo'], load: async () => (await import('./commands/demo.ts')).addDemoCommand },
    { names: ['plant', 'point'], load: async () => (await import('./commands/plant.ts')).addPlantCommands },
    { names: ['standard'], load: async () => (await import('./commands/standard.ts')).addStandardCommands },
    { names: ['device'], load: async () => (await import('./commands/device.ts')).addDeviceCommands },
    { names: ['devices'], load: async () => (await import('./commands/devices.ts')).addDevicesCommand },
    { names: ['observer'], load: async () => (await import('./commands/observer.ts')).addObserverCommands },
    { names: ['lab'], load: async () => (await import('./commands/lab.ts')).addLabCommands },
    { names: ['export'], load: async () => (await import('./commands/export.ts')).addExportCommand },
    { names: ['reject'], load: async () => (await import('./commands/reject.ts')).addRejectCommands },
    { names: ['window'], load: async () => (await import('./commands/window.ts')).addWindowCommands },
    { names: ['quality'], load: async () => (await import('./commands/quality.ts')).addQualityCommands },
    {
      names: ['correction'],
      load: async () => (await import('./commands/correction.ts')).addCorrectionCommands,
    },
    { names: ['review'], load: async () => (await import('./commands/review.ts')).addReviewCommands },
    { names: ['audit'], load: async () => (await import('./commands/audit.ts')).addAuditCommands },
    {
      names: ['completeness'],
      load: async () => (await import('./commands/completeness.ts')).addCompletenessCommand,
    },
    {
      names: ['backup', 'restore'],
      load: async () => (await import('./commands/backup.ts')).addBackupCommands,
    },
    { names: ['requalify'], load: async () => (await import('./commands/requalify.ts')).addRequalifyCommand },
    { names: ['config'], load: async () => (await import('./commands/config.ts')).addConfigCommand },
    { names: ['doctor'], load: async () => (await import('./commands/doctor.ts')).addDoctorCommand },
    { names: ['simulate'], load: async () => (await import('./commands/simulate.ts')).addSimulateCommand },
    { names: ['scenario'], load: async () => (await import('./commands/scenario.ts')).addScenarioCommands },
  ];

/** The `banyu` command. `argv` as the process has it; sets the exit code and prints errors for people. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    const program = await buildProgram(commandAsked(argv.slice(2)));
    await program.parseAsync([...argv]);
  } catch (error) {
    reportFailure(error);
  }
}

/**
 * The command with all that it can be asked; or with `only` the command of that name and those it comes with, as a
 * server that runs for months has no need of the rest. A name that there is none of gives them all, for the help.
 */
export async function buildProgram(only?: string): Promise<Command> {
  const program = new Command('banyu')
    .description('Open telemetry for wastewater treatment plants and the water around them')
    .version(VERSION)
    .option('-c, --config <file>', 'configuration file (default: ./banyu.yaml where there is one)')
    .showHelpAfterError('(add --help for what is possible)');
  const asked = COMMANDS.filter(({ names }) => only !== undefined && names.includes(only));
  for (const { load } of asked.length > 0 ? asked : COMMANDS) (await load())(program);
  return program;
}

/** The first word that is not of the program's own options. */
function commandAsked(words: readonly string[]): string | undefined {
  const [first] = words;
  if (first === '-c' || first === '--config') return words[2];
  return first?.startsWith('--config=') ? words[1] : first;
}
