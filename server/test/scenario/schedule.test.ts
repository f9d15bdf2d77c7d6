import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { Entry, Expectation } from '../../src/scenario/scenario-file.ts';
import { Entry as EntrySchema } from '../../src/scenario/scenario-file.ts';
import { scheduleOf } from '../../src/scenario/schedule.ts';
import { type Start, StartText } from '../../src/scenario/start.ts';

const TEXT = { id: 'Uji', en: 'Test' };
const HOUR = 3_600_000;
const PLACE = { file: 'a.yaml', line: 1, path: '' };
const begin = Date.parse('2026-07-06T15:20:00+07:00');

function scenarioOf(
  entries: readonly unknown[],
  rest: { start?: Start; expect?: Expectation[] } = {},
): Scenario {
  return {
    name: 'test',
    title: TEXT,
    text: TEXT,
    start: rest.start,
    timeline: entries.map((entry): { entry: Entry; place: typeof PLACE } => ({
      entry: EntrySchema.parse(entry),
      place: PLACE,
    })),
    expectations: (rest.expect ?? []).map((expectation) => ({ expectation, place: PLACE })),
  };
}

describe('scheduleOf()', () => {
  it.each([
    ['nothing', undefined, '2026-07-06T15:20:00+07:00'],
    ['a time of day to come', '22:00', '2026-07-06T22:00:00+07:00'],
    ['a time of day that has passed', '06:00', '2026-07-07T06:00:00+07:00'],
    ['this very minute', '15:20', '2026-07-06T15:20:00+07:00'],
    ['an instant', '2026-01-01T00:00Z', '2026-01-01T00:00:00Z'],
  ])('begins, by %s, where the file says', (_, start, expected) => {
    const scenario = scenarioOf([], start === undefined ? {} : { start: StartText.parse(start) });
    expect(scheduleOf(scenario, begin).zeroMs).toBe(Date.parse(expected));
  });

  it('gives plant, sensors and devices what is theirs', () => {
    const { disturbances, sensorFaults, deviceFaults, endMs } = scheduleOf(
      scenarioOf([
        { at: '1h', for: '2h', kind: 'bulking', severity: 0.5, ramp: '1h' },
        {
          at: '1h',
          kind: 'fouling',
          point: 'effluent',
          parameter: 'tss',
          ratePerDay: 1,
          damping: 0.2,
          wipedEvery: '6h',
        },
        { at: '2h', kind: 'swapped', point: 'effluent', parameters: ['cod', 'nh3n'] },
        {
          at: '1h',
          for: '1h',
          kind: 'power-loss',
          device: 'influent-logger',
          clockRestartsAt: '2000-01-01T00:00Z',
        },
        { at: '5h', kind: 'clock-jump', device: 'influent-logger', by: '-2h' },
      ]),
      begin,
    );
    const from = begin + HOUR;
    expect(disturbances).toEqual([
      { kind: 'bulking', fromMs: from, toMs: from + 2 * HOUR, severity: 0.5, rampMs: HOUR },
    ]);
    expect(sensorFaults).toEqual({
      'effluent-logger': [
        {
          fault: 'fouling',
          from,
          parameter: 'tss',
          ratePerDay: 1,
          damping: 0.2,
          bias: 0,
          wipedEveryMs: 6 * HOUR,
        },
        { fault: 'swapped', from: begin + 2 * HOUR, parameters: ['cod', 'nh3n'] },
      ],
    });
    expect(deviceFaults).toEqual({
      'influent-logger': [
        { fault: 'power-loss', from, to: from + HOUR, clockRestartsAt: Date.UTC(2000, 0, 1) },
        { fault: 'clock-jump', from: begin + 5 * HOUR, byMs: -2 * HOUR },
      ],
    });
    expect(endMs).toBe(begin + 5 * HOUR);
  });

  /** One of each kind, with nothing but what it must have. */
  const EACH = [
    { kind: 'toxic-shock', toxin: 1 },
    { kind: 'bulking', severity: 1 },
    { kind: 'blower-failure' },
    { kind: 'pump-trip' },
    { kind: 'storm', rainMmPerHour: 1 },
    { kind: 'illegal-dumping', flowM3PerHour: 1, cod: 1, colour: 1, chromium: 1, ph: 7 },
    { kind: 'power-cut' },
    { kind: 'overload' },
    { kind: 'drift', parameter: 'ph', perDay: 1 },
    { kind: 'fouling', parameter: 'ph', ratePerDay: 1, damping: 0 },
    { kind: 'bias', parameter: 'ph', offset: 1 },
    { kind: 'gain', parameter: 'ph', factor: 1 },
    { kind: 'stuck', parameter: 'ph' },
    { kind: 'spikes', parameter: 'ph', perHour: 1, height: 1 },
    { kind: 'dropout', parameter: 'ph' },
    { kind: 'saturation', parameter: 'ph' },
    { kind: 'wrong-unit', parameter: 'temperature', unit: 'K' },
    { kind: 'calibration', parameter: 'ph' },
    { kind: 'cleaning', parameter: 'ph' },
    { kind: 'swapped', parameters: ['ph', 'cod'] },
    { kind: 'power-loss', device: 'effluent-logger' },
    { kind: 'clock-drift', device: 'effluent-logger', ppm: 1 },
    { kind: 'no-time-server', device: 'effluent-logger' },
    { kind: 'wrong-time-server', device: 'effluent-logger', by: '1h' },
    { kind: 'low-battery', device: 'effluent-logger' },
  ];

  it.each(EACH)('a $kind lasts as long as it is written', (entry) => {
    const point = 'parameter' in entry || 'parameters' in entry ? { point: 'effluent' } : {};
    const { disturbances, sensorFaults, deviceFaults } = scheduleOf(
      scenarioOf([{ at: '1h', for: '2h', ...point, ...entry }]),
      begin,
    );
    const all = [
      ...disturbances.map(({ kind, fromMs, toMs }) => [kind, fromMs, toMs]),
      ...[...Object.values(sensorFaults), ...Object.values(deviceFaults)]
        .flat()
        .map((fault) => [fault.fault, fault.from, 'to' in fault ? fault.to : undefined]),
    ];
    expect(all).toEqual([[entry.kind, begin + HOUR, begin + 3 * HOUR]]);
  });
});
