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
