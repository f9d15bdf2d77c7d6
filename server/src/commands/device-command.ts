import { setTimeout as delay } from 'node:timers/promises';
import { ApiDeviceCommand, type DeviceAction, InvalidInputError, NewDeviceCommand } from '@banyu/contracts';
import type { Command } from 'commander';
import type { Config } from '../config.ts';
import { lengthMs, parseDuration } from '../duration.ts';
import { configOf } from './context.ts';
import { wholeNumber } from './number-argument.ts';
import { askServer } from './running-server.ts';
import { userName } from './user-name.ts';

interface Options {
  readonly minutes: number;
  readonly by?: string;
  readonly why?: string;
  readonly valid: string;
  /** False: not at all. */
  readonly wait: string | false;
}

const POLL_MS = 300;

const EXAMPLES = `
What can be asked:
  interval <duration>      sample so often from now on, e.g. interval 60s
  calibrate <parameter>    begin a calibration, e.g. calibrate ph --minutes 30
  reboot                   begin anew
  configuration            tell how it is set`;

/** `banyu device command …`: talks to the running server. */
export function addDeviceCommandCommand(device: Command): void {
  device
    .command('command <plant> <device> <what> [value]')
    .description('ask something of a device through the running server, and wait for its answer')
    .option('--minutes <n>', 'how long a calibration takes', wholeNumber, 15)
    .option('--by <name>', 'who asks (default: the user who runs this)')
    .option('--why <text>', 'the reason, kept with the command')
    .option('--valid <duration>', 'ask for so long, should the device be away', '1h')
    .option('--wait <duration>', 'wait so long for the answer', '60s')
    .option('--no-wait', 'only ask')
    .addHelpText('after', EXAMPLES)
    .action(
      async (
        plant: string,
        id: string,
        what: string,
        value: string | undefined,
        options: Options,
        command: Command,
      ) => {
        const config = configOf(command);
        const { by = userName(), why } = options;
        const validMs = durationMs(options.valid, '--valid');
        const waitMs = options.wait === false ? 0 : durationMs(options.wait, '--wait');
        const body = NewDeviceCommand.safeParse({
          ...actionOf(what, value, options.minutes),
          by,
          ...(why !== undefined && { why }),
          validUntil: Date.now() + validMs,
        });
        if (!body.success) {
          const [issue] = body.error.issues;
          throw new InvalidInputError(`Cannot ask that: ${issue?.path.join('.')}: ${issue?.message}.`);
        }
        const path = `/api/v1/plants/${encodeURIComponent(plant)}/devices/${encodeURIComponent(id)}/commands`;
        const asked = await askServer(config, { path, body: body.data }, ApiDeviceCommand);
        process.stdout.write(`Command ${asked.id} is kept; it ends ${isoTime(asked.validUntil)}.\n`);
        if (waitMs > 0) report(await waitFor(config, `${path}/${asked.id}`, asked, waitMs));
      },
    );
}

function actionOf(what: string, value: string | undefined, minutes: number): DeviceAction {
  switch (what) {
    case 'interval':
      return { command: 'set-interval', intervalSeconds: intervalSeconds(value) };
    case 'calibrate':
      if (value === undefined) throw new InvalidInputError('calibrate needs a parameter, e.g. calibrate ph');
      return { command: 'calibrate', parameter: value, minutes };
    case 'reboot':
      return { command: 'reboot' };
    case 'configuration':
      return { command: 'report-configuration' };
    default:
      throw new InvalidInputError(
        `"${what}" cannot be asked: expected interval, calibrate, reboot or configuration.`,
      );
  }
}

function intervalSeconds(value: string | undefined): number {
  if (value === undefined) throw new InvalidInputError('interval needs a duration, e.g. interval 60s');
  return durationMs(value, 'interval') / 1_000;
}

function durationMs(text: string, field: string): number {
  return lengthMs(parseDuration(text, field), Date.now());
}

/** Follows the command until it is answered, expires, or the wait is over; tells of each step. */
async function waitFor(
  config: Config,
  path: string,
  asked: ApiDeviceCommand,
  waitMs: number,
): Promise<ApiDeviceCommand> {
  const deadline = performance.now() + waitMs;
  let last = asked;
  for (;;) {
    const now = await askServer(config, { path }, ApiDeviceCommand);
    if (now.state !== last.state) process.stdout.write(`${STEP[now.state]}\n`);
    last = now;
    if (now.state === 'answered' || now.state === 'expired' || performance.now() > deadline) return now;
    await delay(POLL_MS);
  }
}

const STEP: Readonly<Record<ApiDeviceCommand['state'], string>> = {
  waiting: 'Waiting for the device.',
  sent: 'Sent to the device.',
  delivered: 'The device has received it.',
  answered: 'The device has answered.',
  expired: 'The command has expired.',
};

function report({ state, outcome, detail, configuration, validUntil }: ApiDeviceCommand): void {
  if (outcome !== null) {
    process.stdout.write(`${outcome}${detail === null ? '' : `: ${detail}`}\n`);
    if (configuration !== null) process.stdout.write(`${JSON.stringify(configuration, null, 2)}\n`);
    if (outcome !== 'done') process.exitCode = 1;
    return;
  }
  process.exitCode = 1;
  if (state === 'expired') return;
  const where = state === 'waiting' ? 'the device is not there' : 'it has not answered';
  process.stderr.write(
    `No answer yet: ${where}. It is asked until ${isoTime(validUntil)}; see GET …/commands for what becomes of it.\n`,
  );
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
