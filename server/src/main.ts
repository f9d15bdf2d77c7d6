import { Command } from 'commander';
import { addAuditCommands } from './commands/audit.ts';
import { addBackupCommands } from './commands/backup.ts';
import { addCompletenessCommand } from './commands/completeness.ts';
import { addConfigCommand } from './commands/config.ts';
import { addCorrectionCommands } from './commands/correction.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDeviceCommands } from './commands/device.ts';
import { addDevicesCommand } from './commands/devices.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addExportCommand } from './commands/export.ts';
import { reportFailure } from './commands/failure.ts';
import { addLabCommands } from './commands/lab.ts';
import { addObserverCommands } from './commands/observer.ts';
import { addPlantCommands } from './commands/plant.ts';
import { addQualityCommands } from './commands/quality.ts';
import { addRejectCommands } from './commands/reject.ts';
import { addRequalifyCommand } from './commands/requalify.ts';
import { addReviewCommands } from './commands/review.ts';
import { addScenarioCommands } from './commands/scenario.ts';
import { addSimulateCommand } from './commands/simulate.ts';
import { addStartCommand } from './commands/start.ts';
import { addWindowCommands } from './commands/window.ts';
import { VERSION } from './version.ts';

/** The `banyu` command. `argv` as the process has it; sets the exit code and prints errors for people. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await buildProgram().parseAsync([...argv]);
  } catch (error) {
    reportFailure(error);
  }
}

/** The command with all that it can be asked. */
export function buildProgram(): Command {
  const program = new Command('banyu')
    .description('Open telemetry for wastewater treatment plants and the water around them')
    .version(VERSION)
    .option('-c, --config <file>', 'configuration file (default: ./banyu.yaml where there is one)')
    .showHelpAfterError('(add --help for what is possible)');
  addStartCommand(program);
  addDemoCommand(program);
  addPlantCommands(program);
  addDeviceCommands(program);
  addDevicesCommand(program);
  addObserverCommands(program);
  addLabCommands(program);
  addExportCommand(program);
  addRejectCommands(program);
  addWindowCommands(program);
  addQualityCommands(program);
  addCorrectionCommands(program);
  addReviewCommands(program);
  addAuditCommands(program);
  addCompletenessCommand(program);
  addBackupCommands(program);
  addRequalifyCommand(program);
  addConfigCommand(program);
  addDoctorCommand(program);
  addSimulateCommand(program);
  addScenarioCommands(program);
  return program;
}
