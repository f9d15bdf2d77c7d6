import { join } from 'node:path';
import { CommandReply } from '@banyu/contracts';
import { describe, expect, it } from 'vitest';
import type { DeviceFault } from '../src/device-fault.ts';
import { startFleet, systemClock } from '../src/index.ts';
import type { Work } from '../src/sensor/fault.ts';
import { HOUR, MINUTE, NOW, poweredRig, SECOND } from './support/powered-rig.ts';
import { silentLog } from './support/silent-log.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

/** The values of `ph` by the minute after NOW at which they were sampled. */
function byMinute(samples: readonly { t: number; [parameter: string]: number | null }[]) {
  return new Map(samples.map(({ t, ph }) => [(t - NOW) / MINUTE, ph]));
}

const minutesSince = (t: number): number => Math.floor((t - NOW) / MINUTE);

describe('a device', () => {
  it('samples each two minutes when nothing else is said', () => {
    const rig = poweredRig({ intervalMs: 'default' });
    rig.clock.advance(10 * MINUTE);
    expect([...byMinute(rig.samples()).keys()]).toEqual([0, 2, 4, 6, 8, 10]);
  });

  it('averages its scans over the interval, and gives no value when too few of them were good', () => {
    const rig = poweredRig({
      scanMs: 10 * SECOND,
      // Good in the first minute, 4 of 6 in the second, 5 of 6 in the third.
      sensor: (_, t) => {
        const second = (t - NOW) / SECOND;
        if ((second > 60 && second <= 80) || second === 130) return null;
        return second;
      },
    });
    rig.clock.advance(3 * MINUTE + SECOND);
    expect(byMinute(rig.samples())).toEqual(
      new Map([
        [0, 0],
        [1, 35],
        [2, null],
        [3, 160],
      ]),
    );
  });

  it('loses nothing that lies on disk when the power fails, and tells when it failed and came back', () => {
    const rig = poweredRig({
      sensor: (_, t) => minutesSince(t),
      faults: [{ fault: 'power-loss', from: NOW + 10.5 * MINUTE, to: NOW + 20.5 * MINUTE }],
    });
    rig.clock.advance(5 * MINUTE);
    rig.goAway();
    rig.clock.advance(10 * MINUTE);
    expect(rig.device.state).toBe('off');
    rig.comeBack();
    rig.clock.advance(15 * MINUTE);
    const values = byMinute(rig.samples());
    const minutes = [...values.keys()].sort((a, b) => a - b);
    expect(minutes.filter(Number.isInteger)).toEqual([
      ...Array.from({ length: 11 }, (_, minute) => minute),
      ...Array.from({ length: 10 }, (_, i) => 21 + i),
    ]);
    for (const [minute, value] of values) expect(value).toBe(Math.floor(minute));
    expect(new Set(rig.telemetry().map(({ boot }) => boot)).size).toBe(2);
    expect(rig.events()).toEqual([
      { v: 1, kind: 'power-lost', t: NOW + 10.5 * MINUTE },
      { v: 1, kind: 'power-restored', t: NOW + 20.5 * MINUTE },
    ]);
    expect(rig.device.dropped).toBe(0);
  });

  it('has its will published when the power fails', () => {
    const rig = poweredRig({ faults: [{ fault: 'power-loss', from: NOW + MINUTE, to: NOW + HOUR }] });
    rig.clock.advance(2 * MINUTE);
    expect(rig.statuses().at(-1)).toEqual({ v: 1, state: 'offline', firmware: 'test' });
  });

  it('holds its samples while its clock began anew after a power loss, and sends them with their right time', () => {
    const rig = poweredRig({
      sensor: (_, t) => minutesSince(t),
      faults: [
        {
          fault: 'power-loss',
          from: NOW + 10.5 * MINUTE,
          to: NOW + 20.5 * MINUTE,
          clockRestartsAt: Date.UTC(2000, 0, 1),
        },
        { fault: 'no-time-server', from: NOW + 15 * MINUTE, to: NOW + 40 * MINUTE },
      ],
    });
    rig.clock.advance(39 * MINUTE);
    expect(rig.device.state).toBe('online');
    expect(rig.samples().at(-1)?.t).toBe(NOW + 10 * MINUTE);
    expect(rig.device.backlog).toBe(20);
    expect(rig.statuses().at(-1)).not.toHaveProperty('t');
    rig.clock.advance(5 * MINUTE);
    const values = byMinute(rig.samples());
    for (let minute = 21; minute <= 43; minute++) expect(values.get(minute), `${minute}`).toBe(minute);
    for (const { t } of rig.samples()) expect(t).toBeGreaterThanOrEqual(NOW);
    expect(rig.events().map(({ kind, t }) => [kind, (t - NOW) / MINUTE])).toEqual([
      ['power-lost', 10.5],
      ['power-restored', 20.5],
    ]);
  });

  it('counts what it held as dropped when the power fails before its clock was right', () => {
    const faults: DeviceFault[] = [
      { fault: 'power-loss', from: NOW + 5.5 * MINUTE, to: NOW + 6.5 * MINUTE, clockRestartsAt: 0 },
      { fault: 'no-time-server', from: NOW + MINUTE, to: NOW + 12 * MINUTE },
      { fault: 'power-loss', from: NOW + 10.5 * MINUTE, to: NOW + 11 * MINUTE },
    ];
    const rig = poweredRig({ faults });
    rig.clock.advance(20 * MINUTE);
    // The one at boot, and minutes 7 to 10.
    expect(rig.device.dropped).toBe(5);
    expect(rig.statuses().at(-1)?.dropped).toBe(5);
  });

  it.each([
    ['ahead', 3 * HOUR],
    ['back', -3 * HOUR],
  ])('sends no sample with a wrong time when its clock jumps %s', (_, byMs) => {
    const rig = poweredRig({
      sensor: (_, t) => minutesSince(t),
      faults: [{ fault: 'clock-jump', from: NOW + 10.5 * MINUTE, byMs }],
    });
    rig.clock.advance(30 * MINUTE);
    const values = byMinute(rig.samples());
    expect(values.size).toBe(31);
    for (const [minute, value] of values) expect(value).toBe(minute);
  });

  it('goes wrong slowly by its drift, and is set right each hour', () => {
    const rig = poweredRig({ faults: [{ fault: 'clock-drift', from: NOW, ppm: 1_000 }] });
    rig.clock.advance(61 * MINUTE);
    const off = rig.samples().map(({ t }, minute) => t - NOW - minute * MINUTE);
    expect(off[59]).toBe(59 * 60);
    expect(off[61]).toBeLessThan(100);
  });

  it('does not follow a time server that says nonsense', () => {
    const rig = poweredRig({ faults: [{ fault: 'wrong-time-server', from: NOW, byMs: -NOW }] });
    rig.clock.advance(5 * MINUTE);
    expect([...byMinute(rig.samples()).keys()]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('is booted by its watchdog when its program hangs, and says so', () => {
    const rig = poweredRig({ faults: [{ fault: 'hang', from: NOW + 3.5 * MINUTE }] });
    rig.clock.advance(10 * MINUTE);
    const minutes = rig.samples().map(({ t }) => (t - NOW) / MINUTE);
    expect(minutes.filter(Number.isInteger)).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9, 10]);
    expect(new Set(rig.telemetry().map(({ boot }) => boot)).size).toBe(2);
    expect(rig.events()).toEqual([
      { v: 1, kind: 'reboot', note: 'watchdog', t: NOW + 4.5 * MINUTE + 5 * SECOND },
    ]);
  });

  it('stays off when the power fails while it boots, until that is back', () => {
    const rig = poweredRig({
      faults: [
        { fault: 'hang', from: NOW + MINUTE },
        { fault: 'power-loss', from: NOW + 2 * MINUTE + 2 * SECOND, to: NOW + 10.5 * MINUTE },
      ],
    });
    rig.clock.advance(10 * MINUTE);
    expect(rig.device.state).toBe('off');
    rig.clock.advance(10 * MINUTE);
    expect(rig.device.state).toBe('online');
    expect(new Set(rig.telemetry().map(({ boot }) => boot)).size).toBe(2);
    expect(rig.events().map(({ kind }) => kind)).toEqual(['power-lost', 'power-restored']);
  });

  it('begins without power when there is none', () => {
    const rig = poweredRig({
      faults: [{ fault: 'power-loss', from: NOW - HOUR, to: NOW + 5.5 * MINUTE }],
    });
    rig.clock.advance(5 * MINUTE);
    expect(rig.device.state).toBe('off');
    rig.clock.advance(5 * MINUTE);
    expect(rig.samples().map(({ t }) => (t - NOW) / MINUTE)).toEqual([5.5, 6, 7, 8, 9, 10]);
  });

  it.each<[string, DeviceFault]>([
    ['off', { fault: 'power-loss', from: NOW + MINUTE, to: NOW + HOUR }],
    ['asleep', { fault: 'low-battery', from: NOW - MINUTE }],
    ['online', { fault: 'hang', from: NOW + MINUTE }],
  ])('closes when it is %s, and leaves no timer behind', async (state, fault) => {
    const rig = poweredRig({ faults: [fault] });
    rig.clock.advance(1.5 * MINUTE);
    expect(rig.device.state).toBe(state);
    await rig.close();
    expect(rig.device.state).toBe('stopped');
    expect(rig.clock.pendingMs).toEqual([]);
  });

  it('does not boot again when it is closed while it reboots', async () => {
    const rig = poweredRig();
    rig.clock.advance(MINUTE);
    rig.send({ v: 1, id: 'a', validUntil: NOW + HOUR, command: 'reboot' });
    await rig.close();
    await Promise.resolve();
    rig.clock.advance(MINUTE);
    expect(rig.device.state).toBe('stopped');
    expect(rig.clock.pendingMs).toEqual([]);
  });

  it('with a low battery samples each 15 minutes, sends each hour, has its radio off between, and loses nothing', () => {
    const rig = poweredRig({
      sensor: (_, t) => minutesSince(t),
      faults: [{ fault: 'low-battery', from: NOW + 30.5 * MINUTE, to: NOW + 6 * HOUR }],
    });
    rig.clock.advance(5 * HOUR);
    const states = new Map<string, number>();
    for (let minute = 0; minute < 60; minute++) {
      rig.clock.advance(MINUTE);
      states.set(rig.device.state, (states.get(rig.device.state) ?? 0) + 1);
    }
    expect(states.get('asleep')).toBeGreaterThan(55);
    rig.clock.advance(90 * MINUTE);
    expect(rig.device.state).toBe('online');
    expect(rig.device.dropped).toBe(0);
    const minutes = rig.samples().map(({ t }) => (t - NOW) / MINUTE);
    const slow = minutes.filter((minute) => minute > 31 && minute < 360);
    expect(slow.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, i) => 45 + 15 * i));
    expect(minutes.filter((minute) => minute > 360).length).toBeGreaterThan(60);
    // It says goodbye each time: its will is for those that fail.
    for (const status of rig.statuses()) expect(status).toHaveProperty('t');
  });

  it('hears commands with a low battery when it is there', () => {
    const rig = poweredRig({ faults: [{ fault: 'low-battery', from: NOW + MINUTE }] });
    rig.clock.advance(2 * HOUR);
    expect(rig.device.state).toBe('asleep');
    let waited = 0;
    while (rig.device.state !== 'online') {
      rig.clock.advance(SECOND);
      if (++waited > 3_600) throw new Error('it never woke');
    }
    rig.send({ v: 1, id: 'a', validUntil: NOW + 9 * HOUR, command: 'report-configuration' });
    expect(rig.replies()).toMatchObject([
      { configuration: { power: 'low-battery', intervalSeconds: 900, scanSeconds: 900 } },
    ]);
  });
});

describe('a command', () => {
  const valid = { v: 1, validUntil: NOW + HOUR } as const;

  it('sets the interval, also for the next life, until the configuration says otherwise', async () => {
    const backlogPath = join(temporaryFolder(), 'backlog.sqlite');
    const rig = poweredRig({ backlogPath });
    rig.clock.advance(SECOND);
    rig.send({ ...valid, id: 'a', command: 'set-interval', intervalSeconds: 10 });
    expect(rig.replies()).toEqual([{ v: 1, id: 'a', t: NOW + SECOND, outcome: 'done' }]);
    rig.clock.advance(29 * SECOND + 10);
    expect(rig.samples().map(({ t }) => (t - NOW) / SECOND)).toEqual([0, 10, 20, 30]);
    await rig.close();

    const again = poweredRig({ backlogPath });
    again.clock.advance(20 * SECOND + 10);
    expect(again.samples()).toHaveLength(3);
    await again.close();

    const otherwise = poweredRig({ backlogPath, intervalMs: 30 * SECOND });
    otherwise.clock.advance(30 * SECOND + 10);
    expect(otherwise.samples()).toHaveLength(2);
  });

  it('has a scan fit into the new interval', () => {
    const rig = poweredRig({ scanMs: 30 * SECOND });
    rig.clock.advance(SECOND);
    rig.send({ ...valid, id: 'a', command: 'set-interval', intervalSeconds: 100 });
    rig.send({ ...valid, id: 'b', command: 'report-configuration' });
    expect(rig.replies()[1]).toMatchObject({ configuration: { intervalSeconds: 100, scanSeconds: 25 } });
  });

  it('calibrates a probe, with its events at both ends', () => {
    const work: unknown[] = [];
    const rig = poweredRig({ service: (calibration) => work.push(calibration) });
    rig.clock.advance(MINUTE);
    rig.send({ ...valid, id: 'a', command: 'calibrate', parameter: 'ph', minutes: 20 });
    rig.clock.advance(HOUR);
    const [from, to] = [NOW + MINUTE, NOW + 21 * MINUTE];
    expect(work).toEqual([{ fault: 'calibration', parameter: 'ph', from, to, shows: 'held' }]);
    expect(rig.events()).toEqual([
      { v: 1, kind: 'calibration-begun', parameter: 'ph', t: from },
      { v: 1, kind: 'calibration-ended', parameter: 'ph', t: to },
    ]);
  });

  it('reboots it in good order: reply, goodbye, a new boot, an event', async () => {
    const rig = poweredRig();
    rig.clock.advance(MINUTE + SECOND);
    rig.send({ ...valid, id: 'a', command: 'reboot' });
    rig.clock.advance(SECOND);
    await Promise.resolve();
    expect(rig.device.state).toBe('off');
    rig.clock.advance(MINUTE);
    expect(rig.device.state).toBe('online');
    expect(rig.statuses().map(({ state }) => state)).toEqual(['online', 'offline', 'online']);
    expect(rig.events()).toMatchObject([{ kind: 'reboot', note: 'command' }]);
    expect(new Set(rig.telemetry().map(({ boot }) => boot)).size).toBe(2);
  });

  it('does not reboot again when the same command comes after the boot: it answers it again', async () => {
    const rig = poweredRig();
    rig.clock.advance(MINUTE + SECOND);
    const command = { ...valid, id: 'a', command: 'reboot' };
    rig.send(command);
    rig.clock.advance(SECOND);
    await Promise.resolve();
    rig.clock.advance(MINUTE);
    rig.send(command);
    rig.clock.advance(MINUTE);
    expect(rig.device.state).toBe('online');
    expect(rig.events()).toHaveLength(1);
    expect(rig.replies()).toMatchObject([
      { id: 'a', outcome: 'done' },
      { id: 'a', outcome: 'done' },
    ]);
  });

  it('has the configuration told', () => {
    const rig = poweredRig({ scanMs: 5 * SECOND });
    rig.clock.advance(SECOND);
    rig.send({ ...valid, id: 'a', command: 'report-configuration' });
    expect(CommandReply.parse(rig.replies()[0]).configuration).toEqual({
      firmware: 'test',
      boot: rig.telemetry()[0]?.boot,
      parameters: ['ph'],
      intervalSeconds: 60,
      scanSeconds: 5,
      clock: 'trusted',
      power: 'normal',
    });
  });

  it('that comes twice is done once and answered twice', () => {
    const work: unknown[] = [];
    const rig = poweredRig({ service: (calibration) => work.push(calibration) });
    rig.clock.advance(SECOND);
    const command = { ...valid, id: 'a', command: 'calibrate', parameter: 'ph' };
    rig.send(command);
    rig.send(command);
    expect(work).toHaveLength(1);
    expect(rig.replies()).toHaveLength(2);
    expect(rig.replies()[0]).toEqual(rig.replies()[1]);
  });

  it.each<[string, object, object]>([
    ['too late', { validUntil: NOW, command: 'reboot' }, { outcome: 'expired' }],
    ['for another parameter', { command: 'calibrate', parameter: 'cod' }, { outcome: 'refused' }],
    ['where nobody is', { command: 'calibrate', parameter: 'ph' }, { outcome: 'refused' }],
    ['of another contract', { command: 'dance' }, { outcome: 'refused' }],
    ['with half a second', { command: 'set-interval', intervalSeconds: 0.5 }, { outcome: 'refused' }],
  ])('%s is answered with that, and not done', (_, command, answer) => {
    const rig = poweredRig();
    rig.clock.advance(SECOND);
    rig.send({ ...valid, id: 'a', ...command });
    rig.clock.advance(10 * SECOND);
    expect(rig.replies()).toMatchObject([{ id: 'a', ...answer }]);
    expect(CommandReply.safeParse(rig.replies()[0]).success).toBe(true);
    expect(rig.statuses()).toHaveLength(1);
    expect(rig.events()).toEqual([]);
  });

  it('is refused while the clock cannot be trusted: it may be too late for it', () => {
    const rig = poweredRig({
      faults: [
        { fault: 'power-loss', from: NOW + MINUTE, to: NOW + 2 * MINUTE, clockRestartsAt: 0 },
        { fault: 'no-time-server', from: NOW },
      ],
    });
    rig.clock.advance(5 * MINUTE);
    rig.send({ ...valid, id: 'a', command: 'reboot' });
    expect(rig.replies()).toEqual([
      { v: 1, id: 'a', outcome: 'refused', detail: expect.stringContaining('clock') },
    ]);
  });

  it('that nobody can read harms nothing', () => {
    const rig = poweredRig();
    rig.clock.advance(SECOND);
    for (const payload of ['', '{', 'null', '[]', '{"id":7}', '{"id":"a/b"}']) rig.send(payload);
    expect(rig.replies()).toEqual([]);
    rig.clock.advance(MINUTE);
    expect(rig.samples()).toHaveLength(2);
  });
});

describe('startFleet()', () => {
  it.each<[string, object]>([
    ['scanMs', { scanMs: 1 }],
    ['intervalMs', { intervalMs: 1_000.5 }],
    ['minGoodShare', { minGoodShare: 1.5 }],
    ['faults[0].to', { faults: [{ fault: 'power-loss', from: 5, to: 5 }] }],
    [
      'faults[1].from',
      {
        faults: [
          { fault: 'power-loss', from: 5, to: 10 },
          { fault: 'power-loss', from: 9, to: 20 },
        ],
      },
    ],
    ['faults[0].ppm', { faults: [{ fault: 'clock-drift', from: 5, ppm: Number.NaN }] }],
  ])('refuses a %s that makes no sense, naming it', (field, options) => {
    const device = { plant: 'p', device: 'd', secret: 'x', parameters: ['ph'] as const, sensor: () => 7 };
    expect(() =>
      startFleet(
        {
          url: 'mqtt://127.0.0.1',
          backlogPath: join(temporaryFolder(), 'backlog.sqlite'),
          devices: [{ ...device, ...options }],
        },
        { clock: systemClock, random: Math.random, log: silentLog },
      ),
    ).toThrow(expect.objectContaining({ field }));
  });
});

describe('planned work at the probes of a device', () => {
  const calibration = (from: number, to: number): Work => ({
    fault: 'calibration',
    parameter: 'ph',
    from: NOW + from,
    to: NOW + to,
    shows: 'held',
  });
  const cleaning = (from: number, to: number): Work => ({ ...calibration(from, to), fault: 'cleaning' });
  const told = (rig: ReturnType<typeof poweredRig>) =>
    rig.events().map(({ kind, parameter, t }) => [kind, parameter, (t - NOW) / MINUTE]);

  it('is told when it begins and when it ends, by kind and parameter', () => {
    const rig = poweredRig({
      works: [calibration(5 * MINUTE, 20 * MINUTE), cleaning(20 * MINUTE, 25 * MINUTE)],
    });
    rig.clock.advance(HOUR);
    expect(told(rig)).toEqual([
      ['calibration-begun', 'ph', 5],
      ['calibration-ended', 'ph', 20],
      ['cleaning-begun', 'ph', 20],
      ['cleaning-ended', 'ph', 25],
    ]);
  });

  it('that goes on when the device starts is told then; that which is over is not', () => {
    const rig = poweredRig({
      works: [calibration(-30 * MINUTE, -10 * MINUTE), cleaning(-5 * MINUTE, 10 * MINUTE)],
    });
    rig.clock.advance(HOUR);
    expect(told(rig)).toEqual([
      ['cleaning-begun', 'ph', 0],
      ['cleaning-ended', 'ph', 10],
    ]);
  });

  it('that ends while there is no power is told after it; that which came and went then, never', () => {
    const rig = poweredRig({
      works: [calibration(5 * MINUTE, 20 * MINUTE), cleaning(30 * MINUTE, 35 * MINUTE)],
      faults: [{ fault: 'power-loss', from: NOW + 10 * MINUTE, to: NOW + 40 * MINUTE }],
    });
    rig.clock.advance(HOUR);
    expect(told(rig)).toEqual([
      ['calibration-begun', 'ph', 5],
      ['power-lost', undefined, 10],
      ['power-restored', undefined, 40],
      ['calibration-ended', 'ph', 40],
    ]);
  });

  it('that begins while the program hangs is told by the next one', () => {
    const rig = poweredRig({
      works: [calibration(6 * MINUTE, 20 * MINUTE)],
      faults: [{ fault: 'hang', from: NOW + 5.5 * MINUTE }],
    });
    rig.clock.advance(HOUR);
    expect(rig.events().map(({ kind }) => kind)).toEqual([
      'reboot',
      'calibration-begun',
      'calibration-ended',
    ]);
  });
});
