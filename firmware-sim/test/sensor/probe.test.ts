import { describe, expect, it } from 'vitest';
import { Immersion } from '../../src/sensor/immersion.ts';
import { benchmarkNoise } from '../../src/sensor/noise.ts';
import { codProbe, DAY, deviation, HOUR, MINUTE, mean, PLAIN, START } from '../support/probe-rig.ts';
import { waterOf } from '../support/water.ts';

const step = (at: number) => (t: number) => (t < at ? 100 : 200);

describe('Probe', () => {
  it.each([
    ['A', 1],
    ['B0', 10],
    ['C0', 20],
  ] as const)('of class %s has 90 %% of a step after %d min', (responseClass, minutes) => {
    const probe = codProbe(step(MINUTE), { responseClass });
    expect(probe.read(MINUTE)).toBe(100);
    expect(probe.read((1 + minutes) * MINUTE)).toBeCloseTo(190, 1);
  });

  it('of class B1 shows what B0 showed at the last five full minutes', () => {
    const truth = (t: number): number => 100 + 50 * Math.sin(t / HOUR);
    const continuous = codProbe(truth, { responseClass: 'B0' });
    const held = codProbe(truth, { responseClass: 'B1' });
    const atFullMinutes = Array.from({ length: 24 }, (_, i) => continuous.read(i * 5 * MINUTE));
    for (let minute = 0; minute < 120; minute++) {
      expect(held.read((minute + 0.7) * MINUTE)).toBe(atFullMinutes[Math.floor(minute / 5)]);
    }
  });

  it('of class D measures each half hour and shows it half an hour later', () => {
    const probe = codProbe((t) => Math.floor(t / (10 * MINUTE)), { responseClass: 'D' });
    const shown = [45, 59.9, 60, 89.9, 90, 120].map((minute) => probe.read(minute * MINUTE));
    expect(shown).toEqual([0, 0, 3, 3, 6, 9]);
  });

  it('says later what the water brings to it later', () => {
    const near = codProbe(step(MINUTE));
    const far = codProbe(step(MINUTE), { delayMs: 5 * MINUTE });
    for (let t = 0; t < 3 * MINUTE; t += 7_000) expect(far.read(t)).toBe(100);
    const early = Array.from({ length: 30 }, (_, i) => near.read(i * 10_000));
    const late = Array.from({ length: 30 }, (_, i) => far.read(5 * MINUTE + i * 10_000));
    expect(late).toEqual(early);
  });

  it('has noise of 2.5 % of its range each minute, white, whatever the value', () => {
    const probe = codProbe(() => 500, { noise: benchmarkNoise([0, 1_000]) });
    const values = Array.from({ length: 4_000 }, (_, minute) => probe.read(minute * MINUTE) - 500);
    expect(Math.abs(mean(values))).toBeLessThan(1.5);
    expect(Math.abs(deviation(values) - 25)).toBeLessThan(1);
    const beside = mean(values.slice(1).map((value, i) => value * (values[i] ?? 0)));
    expect(Math.abs(beside) / 25 ** 2).toBeLessThan(0.06);
  });

  it('joins the values of its noise by straight lines', () => {
    const probe = codProbe(() => 500, { noise: benchmarkNoise([0, 1_000]) });
    const [a, quarter, b] = [0, 0.25, 1].map((minute) => probe.read(minute * MINUTE));
    expect(quarter).toBeCloseTo(0.75 * (a ?? 0) + 0.25 * (b ?? 0), 6);
  });

  it('has other noise for another seed, and the same for the same', () => {
    const say = (seed: number) =>
      codProbe(() => 500, { noise: benchmarkNoise([0, 1_000]) }, [], seed).read(MINUTE);
    expect(say(1)).toBe(say(1));
    expect(say(1)).not.toBe(say(2));
  });

  it('shows no more and no less than its range', () => {
    expect(codProbe(() => 5_000).read(HOUR)).toBe(1_000);
    expect(codProbe(() => -5).read(HOUR)).toBe(0);
  });

  it('shows the detection limit when there is less', () => {
    const limited = codProbe((t) => (t < HOUR ? 3 : 12), { detectionLimit: 10 });
    expect(limited.read(30 * MINUTE)).toBe(10);
    expect(limited.read(2 * HOUR)).toBeCloseTo(12, 6);
  });

  it('shows whole steps of its display, the contract’s decimals if nothing else is said', () => {
    const value = 81.2345;
    expect(codProbe(() => value, { resolution: 0.5 }).read(MINUTE)).toBe(81);
    expect(codProbe(() => value, { resolution: 0.1 }).read(MINUTE)).toBe(81.2);
    expect(codProbe(() => value, { resolution: 5 }).read(MINUTE)).toBe(80);
    expect(codProbe(() => value, { resolution: 0.3 }).read(MINUTE)).toBe(81.3);
    const { noise, responseClass, range } = PLAIN;
    const { sensor } = new Immersion(waterOf(START, { cod: () => value, ph: () => value / 10 })).dip({
      point: 'effluent',
      probes: [
        { parameter: 'cod', noise, responseClass, range },
        { parameter: 'ph', noise, responseClass, range },
      ],
      faults: [],
      seed: 1,
    });
    expect([sensor('cod', START), sensor('ph', START)]).toEqual([81.2, 8.12]);
  });

  it('misses values now and then where it has gaps in good order', () => {
    const probe = codProbe(() => 80, { gaps: { perDay: 25, lastsMs: 5_000 } });
    const readings = Array.from({ length: 17_280 * 2 }, (_, i) => probe.readOrNull(i * 5_000));
    const missing = readings.filter((reading) => reading === null).length;
    expect(missing).toBeGreaterThan(25);
    expect(missing).toBeLessThan(80);
  });

  it('records the truth beside every reading', () => {
    const probe = codProbe(step(DAY), {}, []);
    probe.read(HOUR);
    expect(probe.records).toEqual([
      { parameter: 'cod', t: expect.any(Number), truth: 100, measured: 100, faults: [] },
    ]);
    probe.read(DAY + 5_000);
    expect(probe.records[1]).toMatchObject({ truth: 200 });
    expect(probe.records[1]?.measured).toBeLessThan(110);
  });

  it.each([
    ['range', { range: [10, 10] as const }],
    ['delayMs', { delayMs: -1 }],
    ['resolution', { resolution: 0 }],
    ['noise', { noise: { absolute: -1, relative: 0 } }],
    ['noise.everyMs', { noise: { absolute: 0, relative: 0, everyMs: 0 } }],
  ])('refuses a %s that makes no sense, naming it', (key, options) => {
    expect(() => codProbe(() => 1, options)).toThrow(expect.objectContaining({ field: `cod.${key}` }));
  });
});
