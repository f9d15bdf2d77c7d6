import { isId, parameterOf } from '@banyu/contracts';
import { createPlant, POINTS } from '@banyu/simulator';
import { describe, expect, it } from 'vitest';
import { demoDevices } from '../src/index.ts';

const START = Date.UTC(2026, 0, 6, 3);

function demo() {
  const simulated = createPlant({ startMs: START, warmUpDays: 1 });
  return demoDevices({ plant: 'ipal-demo', simulated, intervalMs: 5_000, devicePrefix: 'demo-' });
}

describe('demoDevices()', () => {
  it('has a device at every point, under its own id, with parameters of the contract', () => {
    const devices = demo();
    expect(devices.map(({ point }) => point)).toEqual(POINTS);
    expect(new Set(devices.map(({ device }) => device)).size).toBe(devices.length);
    for (const { device, parameters } of devices) {
      expect(device).toSatisfy(isId);
      for (const parameter of parameters) expect(parameterOf(parameter)).toBeDefined();
    }
  });

  it('has its faults from the scenario, and tells the truth beside the reading to tests only', () => {
    const records: unknown[] = [];
    const simulated = createPlant({ startMs: START, warmUpDays: 1 });
    const devices = demoDevices({
      plant: 'ipal-demo',
      simulated,
      intervalMs: 5_000,
      devicePrefix: 'demo-',
      faults: {
        'effluent-logger': [{ fault: 'wrong-unit', parameter: 'cod', unit: 'g/L', from: START + 60_000 }],
      },
      recorder: (device, record) => records.push({ device, ...record }),
    });
    const sensor = devices.find(({ device }) => device === 'demo-effluent-logger')?.sensor;
    const right = sensor?.('cod', START) ?? 0;
    const wrong = sensor?.('cod', START + 60_000) ?? 0;
    expect(wrong * 1_000).toBeGreaterThan(0.8 * right);
    expect(wrong * 1_000).toBeLessThan(1.2 * right);
    expect(records).toMatchObject([
      { device: 'demo-effluent-logger', parameter: 'cod', measured: right, faults: [] },
      { measured: wrong, truth: expect.closeTo(right, -1), faults: ['wrong-unit'] },
    ]);
  });

  it('lets its probes be calibrated, one at a time: the value is held, and the error is gone afterwards', () => {
    const bias = { fault: 'bias', parameter: 'ph', offset: 3, from: START } as const;
    const [influent] = demoDevices({
      plant: 'ipal-demo',
      simulated: createPlant({ startMs: START, warmUpDays: 1 }),
      intervalMs: 5_000,
      devicePrefix: '',
      faults: { 'influent-logger': [bias] },
    });
    if (influent === undefined) throw new Error('no influent logger');
    const before = influent.sensor('ph', START + 60_000);
    const work = {
      fault: 'calibration',
      parameter: 'ph',
      from: START + 60_000,
      to: START + 960_000,
    } as const;
    influent.service({ ...work, shows: 'held' });
    expect(() => influent.service({ ...work, shows: 'held' })).toThrow('overlaps');
    expect(influent.sensor('ph', START + 900_000)).toBe(before);
    expect(influent.sensor('ph', START + 960_000)).toBeLessThan((before ?? 0) - 2);
  });

  it('knows of the work that its timeline plans, so that it can tell', () => {
    const cleaning = {
      fault: 'cleaning',
      parameter: 'cod',
      from: START + 60_000,
      to: START + 120_000,
      shows: 'held',
    } as const;
    const devices = demoDevices({
      plant: 'ipal-demo',
      simulated: createPlant({ startMs: START, warmUpDays: 0 }),
      intervalMs: 5_000,
      devicePrefix: '',
      faults: { 'effluent-logger': [cleaning, { fault: 'stuck', parameter: 'ph', from: START }] },
    });
    expect(devices.map(({ works }) => works)).toEqual([[], [], [], [cleaning], [], []]);
  });

  it('refuses faults for a device that is not there', () => {
    const simulated = createPlant({ startMs: START, warmUpDays: 0 });
    const options = { plant: 'p', simulated, intervalMs: 5_000, devicePrefix: '' };
    expect(() => demoDevices({ ...options, faults: { nobody: [] } })).toThrow('"nobody"');
  });

  it('measures the simulated plant as time goes on', () => {
    const influent = demo().find(({ point }) => point === 'influent');
    const cod = Array.from(
      { length: 24 },
      (_, hour) => influent?.sensor('cod', START + hour * 3_600_000) ?? 0,
    );
    expect(Math.max(...cod)).toBeGreaterThan(600);
    expect(Math.min(...cod.filter((value) => value > 0))).toBeLessThan(450);
  });
});
