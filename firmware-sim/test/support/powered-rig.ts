import { join } from 'node:path';
import { DeviceEvent, DeviceStatus, parseTopic, TelemetryMessage } from '@banyu/contracts';
import { createRandom } from '@banyu/simulator';
import { onTestFinished } from 'vitest';
import { Backlog } from '../../src/backlog.ts';
import { PoweredDevice } from '../../src/device.ts';
import type { DeviceOptions } from '../../src/device-options.ts';
import type { OpenLink } from '../../src/link.ts';
import type { Sensor, Service } from '../../src/ports.ts';
import { Schedule } from '../../src/schedule.ts';
import { FakeClock } from './fake-clock.ts';
import { silentLog } from './silent-log.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const NOW = 1_764_000_000_000;
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

interface Sample {
  readonly t: number;
  readonly [parameter: string]: number | null;
}

interface Options extends Partial<Omit<DeviceOptions, 'intervalMs'>> {
  /** Default: a minute. */
  readonly intervalMs?: number | 'default';
  readonly sensor?: Sensor;
  readonly service?: Service;
  readonly backlogPath?: string;
}

/** A device on faked time, with a broker in memory that acknowledges at once while it is there. */
export function poweredRig(rigOptions: Options = {}) {
  const { sensor = () => 7, service, backlogPath, intervalMs = MINUTE, ...options } = rigOptions;
  const clock = new FakeClock(NOW);
  const published: { channel: string; text: string; atMs: number }[] = [];
  let reachable = true;
  let hangUp = (): void => {};
  let command: ((payload: string) => void) | undefined;
  /** Acknowledgements come after the call that sent, as from a network. */
  const soon = (call: () => void): void => {
    clock.after(1, call);
  };
  const openLink: OpenLink = (link, events) => {
    let open = true;
    const close = (reason: string): void => {
      if (!open) return;
      open = false;
      command = undefined;
      events.closed(reason, 'closed');
    };
    const lost = (reason: string): void => {
      if (open) record(link.will.topic, link.will.payload);
      close(reason);
    };
    const record = (topic: string, text: string): void => {
      published.push({ channel: parseTopic(topic)?.channel ?? topic, text, atMs: clock.now() });
    };
    hangUp = () => lost('the connection was closed');
    soon(() => {
      if (!open) return;
      if (reachable) events.connected();
      else close('unreachable');
    });
    return {
      publish: (topic, payload, _retain, acknowledged) => {
        if (!open) return;
        record(topic, payload);
        soon(() => {
          if (open) acknowledged();
        });
      },
      subscribe: (_topic, received) => {
        command = received;
      },
      leave: () => soon(() => close('left')),
      destroy: () => lost('given up'),
    };
  };
  const device = new PoweredDevice(
    {
      plant: 'ipal-test',
      device: 'logger-1',
      secret: 'x',
      parameters: ['ph'],
      ...(intervalMs === 'default' ? {} : { intervalMs }),
      ...options,
    },
    sensor,
    service,
    {
      url: 'mqtt://test',
      trust: undefined,
      account: undefined,
      firmware: 'test',
      backOff: { baseMs: 10 * SECOND, capMs: 10 * SECOND },
      uplink: {
        limits: { samples: 200, bytes: 32_768 },
        window: { all: 16, backlog: 4 },
        acknowledgeWithinMs: MINUTE,
      },
      maxBacklogSamples: 10_000,
      drainMs: 2 * SECOND,
      // A disk that takes no time, so that a sample is sent at its instant.
      backlog: new Backlog(backlogPath ?? join(temporaryFolder(), 'backlog.sqlite'), {
        now: () => clock.now(),
        after: (_ms, call) => clock.after(0, call),
      }),
      schedule: new Schedule(clock),
      clock,
      random: createRandom(1),
      log: silentLog,
      openLink,
    },
  );
  const close = async (): Promise<void> => {
    const closed = device.close();
    clock.advance(10 * SECOND);
    await closed;
  };
  onTestFinished(close);
  device.start(0);
  const texts = (channel: string): unknown[] =>
    published.filter((message) => message.channel === channel).map(({ text }) => JSON.parse(text));
  return {
    device,
    clock,
    published,
    close,
    goAway: () => {
      reachable = false;
      hangUp();
    },
    comeBack: () => {
      reachable = true;
    },
    /** Sends a command; the text as it is, or an object's JSON. */
    send: (payload: unknown) => {
      if (command === undefined) throw new Error('the device does not listen');
      command(typeof payload === 'string' ? payload : JSON.stringify(payload));
    },
    telemetry: () => texts('telemetry').map((message) => TelemetryMessage.parse(message)),
    samples: () =>
      texts('telemetry').flatMap((message) => TelemetryMessage.parse(message).samples as Sample[]),
    events: () => texts('event').map((message) => DeviceEvent.parse(message)),
    statuses: () => texts('status').map((message) => DeviceStatus.parse(message)),
    replies: () => texts('command/reply'),
  };
}
