import { describe, expect, it } from 'vitest';
import type { ProbeFault } from '../../src/sensor/fault.ts';
import { benchmarkNoise } from '../../src/sensor/noise.ts';
import { codProbe, DAY, deviation, HOUR, MINUTE, mean, START } from '../support/probe-rig.ts';

const FROM = START + HOUR;
const TO = START + 2 * DAY;
const at = { parameter: 'cod', from: FROM, to: TO } as const;

/** A probe in water of COD 100 with one fault from the first hour until the end of the second day. */
function faulty(fault: ProbeFault, others: readonly ProbeFault[] = []) {
  return codProbe(() => 100, {}, [fault, ...others]);
}

describe('a fault of a probe', () => {
  it.each<[ProbeFault, number]>([
    [{ ...at, fault: 'drift', shape: 'linear', perDay: 24 }, 111],
    [{ ...at, fault: 'bias', offset: -7 }, 93],
    [{ ...at, fault: 'gain', factor: 1.3 }, 130],
    [{ ...at, fault: 'saturation', max: 80 }, 80],
    [{ ...at, fault: 'saturation', min: 120 }, 120],
    [{ ...at, fault: 'wrong-unit', unit: 'g/L' }, 0.1],
    [{ ...at, fault: 'dropout', shows: 'low-current' }, -31.25],
    [{ ...at, fault: 'cleaning', shows: 0 }, 0],
    [{ ...at, fault: 'calibration', shows: 500 }, 500],
  ])('is in the signal and in the record while it lasts, and not before or after: $fault', (fault, wrong) => {
    const probe = faulty(fault);
    expect(probe.read(HOUR - 1)).toBe(100);
    expect(probe.read(12 * HOUR)).toBeCloseTo(wrong, 9);
    expect(probe.read(2 * DAY)).toBe(100);
    expect(probe.records.map(({ faults }) => faults)).toEqual([[], [fault.fault], []]);
    expect(probe.records.map(({ truth }) => truth)).toEqual([100, 100, 100]);
  });

  it('gives no value for a dropout that shows nothing', () => {
    const probe = faulty({ ...at, fault: 'dropout', shows: 'nothing' });
    expect([HOUR - 1, HOUR, 2 * DAY - 1, 2 * DAY].map(probe.readOrNull)).toEqual([100, null, null, 100]);
  });

  it('drops out so many times a day, each for its time', () => {
    const probe = faulty({
      ...at,
      to: START + 30 * DAY,
      fault: 'dropout',
      shows: 'nothing',
      perDay: 48,
      lastsMs: MINUTE,
    });
    const missing = Array.from({ length: 30 * 1_440 }, (_, i) => probe.readOrNull(i * MINUTE)).filter(
      (v) => v === null,
    );
    expect(Math.abs(missing.length / 30 - 48)).toBeLessThan(6);
  });

  it('drifts by chance without leaps', () => {
    const probe = codProbe(() => 500, {}, [
      { fault: 'drift', parameter: 'cod', from: START, shape: 'random-walk', perDay: 5 },
    ]);
    const values = Array.from({ length: 2_880 }, (_, minute) => probe.read(minute * MINUTE));
    const steps = values.slice(1).map((value, i) => Math.abs(value - (values[i] ?? 0)));
    expect(Math.max(...steps)).toBeLessThan(0.1);
    expect(deviation(values)).toBeGreaterThan(0.5);
  });

  it('by fouling damps and shifts the signal by the film that has grown, until it is cleaned', () => {
    const film = (days: number) => 1 - Math.exp(-0.5 * days);
    const probe = codProbe(() => 100, {}, [
      { fault: 'fouling', parameter: 'cod', from: START, ratePerDay: 0.5, damping: 0.4, bias: 10 },
      {
        fault: 'cleaning',
        parameter: 'cod',
        from: START + 3 * DAY - HOUR,
        to: START + 3 * DAY,
        shows: 'held',
      },
    ]);
    expect(probe.read(DAY)).toBeCloseTo(100 * (1 - 0.4 * film(1)) + 10 * film(1), 6);
    const before = probe.read(3 * DAY - HOUR);
    expect(probe.read(3 * DAY - 1)).toBe(before);
    expect(probe.read(3 * DAY)).toBe(100);
    expect(probe.read(4 * DAY)).toBeCloseTo(100 * (1 - 0.4 * film(1)) + 10 * film(1), 6);
  });

  it('by fouling stays small where a wiper works', () => {
    const probe = faulty({ ...at, fault: 'fouling', ratePerDay: 1, damping: 0.5, wipedEveryMs: HOUR });
    const shown = Array.from({ length: 200 }, (_, i) => probe.read(HOUR + i * 10 * MINUTE));
    expect(Math.min(...shown)).toBeGreaterThan(100 * (1 - 0.5 / 24));
    expect(Math.max(...shown)).toBe(100);
  });

  it('by fouling makes the probe slow', () => {
    const stepAt = 20 * DAY;
    const truth = (t: number) => (t < stepAt ? 100 : 200);
    const fouled = codProbe(truth, { responseClass: 'B0' }, [
      { fault: 'fouling', parameter: 'cod', from: START, ratePerDay: 1, damping: 0 },
    ]);
    // The film is full, so the lag is twice as long: 90 % after 20 min instead of 10.
    expect(fouled.read(stepAt + 20 * MINUTE)).toBeCloseTo(190, 1);
    expect(fouled.read(stepAt + 30 * MINUTE)).toBeLessThan(200);
  });

  it('holds the last value, without its noise, while the probe is stuck', () => {
    const probe = codProbe((t) => 100 + t / HOUR, { noise: benchmarkNoise([0, 1_000]) }, [
      { ...at, fault: 'stuck' },
    ]);
    const last = probe.read(HOUR);
    expect([HOUR + 1, 5 * HOUR, 2 * DAY - 1].map(probe.read)).toEqual([last, last, last]);
    expect(probe.read(2 * DAY)).not.toBe(last);
    expect(probe.records.at(-2)).toMatchObject({ measured: last, faults: ['stuck'] });
    expect(probe.records.at(-2)?.truth).toBeCloseTo(148, 1);
  });

  it('holds the same value when nobody read while the fault began', () => {
    const truth = (t: number) => 100 + t / HOUR;
    const fault = { ...at, from: FROM + 3_456, fault: 'stuck' } as const;
    const watched = codProbe(truth, { noise: benchmarkNoise([0, 1_000]) }, [fault]);
    for (let t = 0; t < 3 * HOUR; t += 1_234) watched.read(t);
    const unwatched = codProbe(truth, { noise: benchmarkNoise([0, 1_000]) }, [fault]);
    expect(unwatched.read(4 * HOUR)).toBe(watched.read(4 * HOUR));
  });

  it('spikes up and down by its height, so many times an hour, and never otherwise', () => {
    const probe = faulty({ ...at, fault: 'spikes', perHour: 6, height: 40, lastsMs: 10_000 });
    const values = Array.from({ length: 47 * 360 }, (_, i) => probe.read(HOUR + i * 10_000));
    expect(new Set(values)).toEqual(new Set([60, 100, 140]));
    const spikes = values.filter((value) => value !== 100).length;
    expect(Math.abs(spikes / 47 - 6)).toBeLessThan(1.5);
  });

  it('is gone after a calibration where one can cure it, but for what that leaves', () => {
    const span = { parameter: 'cod', from: START } as const;
    const probe = codProbe(() => 100, {}, [
      { ...span, fault: 'drift', shape: 'linear', perDay: 24 },
      { ...span, fault: 'bias', offset: 10 },
      { ...span, fault: 'gain', factor: 2 },
      {
        ...span,
        from: START + DAY,
        to: START + DAY + HOUR,
        fault: 'calibration',
        shows: 'held',
        offsetAfter: 0.5,
      },
    ]);
    expect(probe.read(12 * HOUR)).toBeCloseTo(222, 6);
    expect(probe.read(DAY)).toBeCloseTo(234, 6);
    expect(probe.read(DAY + HOUR - 1)).toBeCloseTo(234, 6);
    expect(probe.read(DAY + HOUR)).toBeCloseTo(100.5, 6);
    expect(probe.read(DAY + 3 * HOUR)).toBeCloseTo(102.5, 6);
  });

  it('can come while the probe is in use', () => {
    const probe = codProbe(() => 100);
    expect(probe.read(HOUR)).toBe(100);
    probe.station.add({ fault: 'bias', parameter: 'cod', from: START + HOUR, offset: 5 });
    expect(probe.read(HOUR)).toBe(105);
  });

  it('leaves noise where the signal keeps its noise', () => {
    const probe = codProbe(() => 400, { noise: benchmarkNoise([0, 1_000]) }, [
      { ...at, fault: 'bias', offset: 100 },
    ]);
    const values = Array.from({ length: 1_000 }, (_, i) => probe.read(HOUR + i * MINUTE));
    expect(Math.abs(mean(values) - 500)).toBeLessThan(3);
    expect(deviation(values)).toBeGreaterThan(22);
  });
});
