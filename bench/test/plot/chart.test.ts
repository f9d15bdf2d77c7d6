import { describe, expect, it } from 'vitest';
import { chartOf } from '../../src/plot/chart.ts';
import { record } from '../../src/plot/record.ts';
import type { Rehearsal } from '../../src/plot/rehearsal.ts';
import { toPng, toSvg } from '../../src/plot/render.ts';
import { timeAxis } from '../../src/plot/time-axis.ts';

const HOUR = 3_600_000;
const BEGIN = Date.parse('2026-07-06T09:00:00+07:00');

const REHEARSAL: Rehearsal = {
  name: 'test',
  title: { en: 'A test', id: 'Sebuah uji' },
  text: { en: 'The blowers fail.', id: 'Blower mati.' },
  zeroMs: BEGIN,
  endMs: BEGIN + 3 * HOUR,
  disturbances: [{ kind: 'blower-failure', fromMs: BEGIN + HOUR, toMs: BEGIN + 2 * HOUR }],
  sensorFaults: {
    'aeration-probe': [{ fault: 'stuck', parameter: 'dissolved_oxygen', from: BEGIN, to: BEGIN + 3 * HOUR }],
  },
  deviceFaults: { 'influent-logger': [{ fault: 'power-loss', from: BEGIN, to: BEGIN + HOUR }] },
  expectations: [
    {
      fromMs: BEGIN + HOUR,
      toMs: BEGIN + 2 * HOUR,
      point: 'aeration',
      parameter: 'orp',
      in: 'readings',
      sees: { sign: 'below', by: -100 },
      text: { en: 'ORP is negative.', id: 'ORP negatif.' },
    },
  ],
  verdicts: [{ verdict: 'seen', atMs: BEGIN + 1.5 * HOUR }],
  options: { seed: 1, flowM3PerDay: 400, warmUpDays: 0, beginMs: BEGIN - HOUR },
};

const run = record(REHEARSAL, BEGIN, BEGIN + 3 * HOUR);

describe('record()', () => {
  it('keeps the truth beside what the sensors say, and nothing from a device without power', () => {
    const later = run.times.findIndex((t) => t >= BEGIN + 1.5 * HOUR);
    expect(run.truth('aeration', 'dissolved_oxygen')[later]).toBeLessThan(0.1);
    expect(run.measured('aeration', 'dissolved_oxygen')?.[later]).toBeGreaterThan(1);
    expect(run.measured('influent', 'flow')?.slice(0, 5)).toEqual([null, null, null, null, null]);
    expect(run.measured('influent', 'flow')?.[later]).toBeGreaterThan(0);
    expect(run.measured('effluent', 'chromium')).toBeUndefined();
  });
});

describe('chartOf()', () => {
  it.each([
    ['en' as const, 'A test', 'Aeration tank ORP below -100 mV by 11:00: seen 10:30. ORP is negative.'],
    [
      'id' as const,
      'Sebuah uji',
      'ORP bak aerasi di bawah -100 mV paling lambat 11:00: terlihat 10:30. ORP negatif.',
    ],
  ])('writes a page in %s', (language, title, expected) => {
    const axis = timeAxis(BEGIN, BEGIN + 3 * HOUR, 7 * HOUR, language);
    const svg = toSvg(chartOf(REHEARSAL, run, axis, language));
    expect(svg).toContain(title);
    expect(svg).toContain(expected);
    const png = toPng(svg, 200);
    expect(Buffer.from(png.subarray(1, 4)).toString()).toBe('PNG');
  });
});

describe('timeAxis()', () => {
  it('goes from tick to tick in local time, with the date where it is new', () => {
    const axis = timeAxis(BEGIN + 12.3 * HOUR, BEGIN + 20 * HOUR, 7 * HOUR, 'en');
    expect(axis.label(axis.from)).toBe('21:00\nMon 6 Jul');
    expect(axis.label(axis.from + 3 * HOUR)).toBe('00:00\nTue 7 Jul');
    expect(axis.midnights).toEqual([axis.from + 3 * HOUR]);
    expect(axis.to).toBe(axis.local(BEGIN + 20 * HOUR));
  });
});
