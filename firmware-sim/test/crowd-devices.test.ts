import { createPlant } from '@banyu/simulator';
import { describe, expect, it } from 'vitest';
import { CROWD_POINTS, crowdDevices } from '../src/index.ts';

const START = Date.UTC(2026, 5, 1);

function crowd(points: readonly string[]) {
  return crowdDevices({
    plant: 'ipal-test',
    simulated: createPlant({ startMs: START, warmUpDays: 0 }),
    intervalMs: 10_000,
    seed: 3,
    members: points.map((point, index) => ({
      device: `d-${index}`,
      secret: `s-${index}`,
      point,
      phaseMs: index,
    })),
  });
}

describe('crowdDevices()', () => {
  it('puts many devices at one plant, each with the instruments of its point', () => {
    const devices = crowd(['influent', 'effluent', 'effluent', 'river-upstream']);
    expect(devices.map(({ device, secret, phaseMs }) => [device, secret, phaseMs])).toEqual([
      ['d-0', 's-0', 0],
      ['d-1', 's-1', 1],
      ['d-2', 's-2', 2],
      ['d-3', 's-3', 3],
    ]);
    expect(devices[1]?.parameters).toContain('nh3n');
    expect(devices[3]?.parameters).not.toContain('nh3n');
  });

  it('has two devices at one point see the same water, each with its own noise', () => {
    const [one, other] = crowd(['effluent', 'effluent']);
    const read = (device: typeof one) =>
      Array.from({ length: 20 }, (_, i) => device?.sensor('cod', START + (i + 1) * 60_000) ?? Number.NaN);
    const [a, b] = [read(one), read(other)];
    expect(a).not.toEqual(b);
    a.forEach((value, i) => {
      if (Number.isFinite(value) && Number.isFinite(b[i])) expect(value / (b[i] ?? 0)).toBeCloseTo(1, 0);
    });
  });

  it('knows the points it can measure at, and refuses another', () => {
    expect(CROWD_POINTS.map(({ point }) => point)).toContain('effluent');
    expect(() => crowd(['roof'])).toThrow('Device "d-0" stands at "roof", expected one of influent');
  });
});
