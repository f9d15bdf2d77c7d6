import { ApiScheduleProposalList, type DeviceSchedule, type ParameterId } from '@banyu/contracts';
import type { Registry } from '@banyu/registry';
import type { Command } from 'commander';
import { parseInstant } from '../http/instant.ts';
import { configOf, printRows, withRegistry } from './context.ts';
import { durationMs } from './duration.ts';
import { askServer } from './running-server.ts';
import { userName } from './user-name.ts';

interface SignatureOptions {
  readonly why: string;
  readonly by?: string;
}

interface SetOptions extends SignatureOptions {
  readonly parameters: string;
  readonly every: number;
  readonly offset: number;
  readonly sendsEvery: number;
  readonly lateAfter: number;
  readonly from?: string;
}

/** `banyu device schedule …` */
export function addScheduleCommands(device: Command): void {
  const schedule = device
    .command('schedule')
    .description('say what is expected of a device, from when on: what completeness is counted by');

  schedule
    .command('set <device>')
    .description('set what is expected from an instant on; what was expected before stays')
    .requiredOption(
      '--parameters <list>',
      'what it measures, e.g. ph,cod,tss; "none" when nothing is expected any more',
    )
    .option('--every <duration>', 'interval of its readings', durationMs, 120_000)
    .option('--offset <duration>', 'of its readings from whole multiples of the interval', durationMs, 0)
    .option('--sends-every <duration>', 'how long it gathers before it sends, e.g. 1h', durationMs, 0)
    .option('--late-after <duration>', 'beyond that a reading is late', durationMs, 900_000)
    .option(
      '--from <time>',
      'from when it counts: ISO 8601, the plant’s clock without an offset (default: now)',
    )
    .requiredOption('--why <reason>', 'why, for the audit trail')
    .option('--by <person>', 'who says so (default: the user who runs this)')
    .action(async (id: string, options: SetOptions, command: Command) => {
      await withRegistry(command, async (registry) => {
        const { every, offset, sendsEvery, lateAfter, why, by = userName() } = options;
        const set = await registry.schedules.set(
          id,
          {
            from: await instantAt(registry, id, options.from),
            // The registry refuses what is no parameter.
            parameters: parametersIn(options.parameters) as ParameterId[],
            intervalMs: every,
            offsetMs: offset,
            sendsEveryMs: sendsEvery,
            lateAfterMs: lateAfter,
          },
          { by, why },
        );
        const from = new Date(set.schedule.from).toISOString();
        process.stdout.write(`From ${from} on, ${expectation(set.schedule)} is expected of ${id}.\n`);
      });
    });

  schedule
    .command('withdraw <device> <from>')
    .description('take back the schedule that begins at that instant')
    .requiredOption('--why <reason>', 'why, for the audit trail')
    .option('--by <person>', 'who says so (default: the user who runs this)')
    .action(async (id: string, from: string, options: SignatureOptions, command: Command) => {
      const { why, by = userName() } = options;
      await withRegistry(command, async (registry) => {
        await registry.schedules.withdraw(id, await instantAt(registry, id, from), { by, why });
        process.stdout.write(`Withdrawn; what was set before holds on. See: banyu device schedule list\n`);
      });
    });

  schedule
    .command('list <plant>')
    .description('list what is expected of a plant’s devices')
    .option('--json', 'for programs', false)
    .action(async (plant: string, { json }: { json: boolean }, command: Command) => {
      await withRegistry(command, async (registry) => {
        const list = await registry.schedules.list({ plant });
        printRows(
          json
            ? list.map((each) => ({ ...each }))
            : list.map(({ device: id, schedule: { from, ...what }, recordedBy, why }) => ({
                device: id,
                from: new Date(from).toISOString(),
                expected: expectation({ from, ...what }),
                by: recordedBy,
                why,
              })),
          json,
        );
        if (list.length === 0 && !json) {
          process.stdout.write(
            `Nothing is expected of any device. See: banyu device schedule propose ${plant}\n`,
          );
        }
      });
    });

  schedule
    .command('propose <plant>')
    .description('show what devices without a schedule seem to do, by the running server’s last 24 hours')
    .action(async (plant: string, _: object, command: Command) => {
      const path = `/api/v1/plants/${encodeURIComponent(plant)}/schedules/proposals`;
      const { proposals } = await askServer(configOf(command), { path }, ApiScheduleProposalList);
      for (const { device: id, parameters, intervalMs, offsetMs } of proposals) {
        const offset = offsetMs === 0 ? '' : ` --offset ${offsetMs}ms`;
        process.stdout.write(
          `banyu device schedule set ${id} --parameters ${parameters.join(',')} --every ${intervalMs / 1_000}s${offset} --why "…"\n`,
        );
      }
      if (proposals.length === 0)
        process.stdout.write('Every device has a schedule, or has sent too little to tell.\n');
    });
}

function parametersIn(text: string): string[] {
  return text === 'none' ? [] : text.split(',').map((parameter) => parameter.trim());
}

function expectation({ parameters, intervalMs }: DeviceSchedule): string {
  return parameters.length === 0 ? 'nothing' : `${parameters.join(', ')} every ${intervalMs / 1_000} s`;
}

/** An instant as it is written, by the clock of the device's plant; now when it is left out. */
async function instantAt(registry: Registry, device: string, text: string | undefined): Promise<number> {
  if (text === undefined) return Date.now();
  const { plant } = await registry.devices.get(device);
  const { timeZone } = await registry.plants.get(plant);
  return parseInstant(text, timeZone, 'from');
}
