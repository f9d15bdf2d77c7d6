import type { QualitySettings, ServiceWindow } from '@banyu/contracts';
import fc from 'fast-check';
import type { QualityDirectory } from '../../src/quality/settings/quality-directory.ts';
import { directoryWith, type Sent, settingsWith } from './judging.ts';

// Windows so short, and values so few, that a handful of readings makes every test speak.
export const T0 = 1_764_000_000_000;
export const STEP_MS = 5_000;

const TESTS: Partial<QualitySettings> = {
  grossRange: { sensor: [0, 20], operator: [0, 18] },
  climatology: {
    members: [{ when: { hour: [0, 23] }, suspect: [0.5, 30], fail: 'off' }],
  },
  spike: { method: 'average', suspect: 3, fail: 6 },
  rateOfChange: { suspectPerSecond: 0.5, failPerSecond: 1.5, minimumStepSeconds: 0 },
  flatLine: { tolerance: 0.5, suspectSeconds: 30, failSeconds: 50, notAtOrBelow: 'off' },
  attenuatedSignal: { measure: 'std', periodSeconds: 60, minimumReadings: 3, suspect: 1, fail: 0.2 },
  saturation: { low: 0, high: 20, readings: 3 },
  timingGap: { suspectSeconds: 120 },
  clock: { aheadSeconds: 10 },
};

const LINEAR = {
  check: 'linear',
  partner: 'cod',
  intercept: 0,
  slope: 1,
  sigma: 0.5,
  multiple: 3,
  holdSeconds: 60,
} as const;
const RATIO = { check: 'ratio', partner: 'tss', lowest: 0.5, highest: 2, holdSeconds: 30 } as const;
const ALONE = {
  check: 'moves-alone',
  partner: 'tss',
  perSecond: 0.3,
  partnerPerSecond: 0.1,
  minimumStepSeconds: 0,
} as const;
const AT_MOST = { check: 'at-most', partner: 'cod', factor: 1.1 } as const;

/** Whole sets of settings: one where every test speaks, and some where others are not drowned by them. */
export const SETTINGS: Readonly<Record<string, Readonly<Record<string, QualitySettings>>>> = {
  all: {
    cod: settingsWith(TESTS),
    bod: settingsWith({ ...TESTS, crossChecks: [AT_MOST] }),
    tss: settingsWith({
      spike: { method: 'differential', suspect: 3, fail: 6 },
      attenuatedSignal: { measure: 'range', periodSeconds: 40, minimumReadings: 2, suspect: 1, fail: 0.5 },
      crossChecks: [LINEAR],
    }),
  },
  crossChecks: {
    cod: settingsWith({ grossRange: { sensor: [0, 20], operator: 'off' } }),
    bod: settingsWith({ crossChecks: [AT_MOST, RATIO, ALONE] }),
    tss: settingsWith({ spike: { method: 'average', suspect: 6, fail: 'off' }, crossChecks: [LINEAR] }),
  },
  spikes: {
    bod: settingsWith({ spike: { method: 'average', suspect: 3, fail: 6 }, crossChecks: [AT_MOST] }),
  },
  flatLine: {
    cod: settingsWith({
      flatLine: { tolerance: 0.5, suspectSeconds: 100, failSeconds: 150, notAtOrBelow: 'off' },
      saturation: { low: 0, high: 7, readings: 5 },
    }),
  },
  attenuatedSignal: {
    cod: settingsWith({
      attenuatedSignal: { measure: 'std', periodSeconds: 200, minimumReadings: 5, suspect: 1, fail: 0.2 },
    }),
    bod: settingsWith({
      attenuatedSignal: { measure: 'range', periodSeconds: 150, minimumReadings: 4, suspect: 1, fail: 'off' },
    }),
  },
};
const OFF = settingsWith({});

export function directoryOf(
  name: string,
  { version = 1_000, windows = [] as readonly ServiceWindow[] } = {},
): QualityDirectory {
  return directoryWith((parameter) => SETTINGS[name]?.[parameter] ?? OFF, windows, version);
}

/** A sensor for a while: how long after what was before, what it says, and how often. */
const episode = fc.record({
  gap: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 1, max: 3 }) },
    { weight: 1, arbitrary: fc.integer({ min: 8, max: 40 }) },
    { weight: 1, arbitrary: fc.constant(20_000) },
  ),
  step: fc.integer({ min: 1, max: 2 }),
  value: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(7, 7.2, 7.4, 8) },
    { weight: 3, arbitrary: fc.constantFrom(0, 0.4, 4, 12, 16, 19, 20, 21) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  times: fc.oneof(
    { weight: 3, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.integer({ min: 2, max: 30 }) },
  ),
  delay: fc.constantFrom(0, 0, 0, 5_000, 20_000),
});

function readingsOf(parameter: string): fc.Arbitrary<readonly Sent[]> {
  return fc.array(episode, { maxLength: 24 }).map((episodes) => {
    const sent: Sent[] = [];
    let t = T0;
    for (const { gap, step, value, times, delay } of episodes) {
      t += gap * STEP_MS;
      for (let i = 0; i < times; i += 1) {
        if (i > 0) t += step * STEP_MS;
        sent.push({ parameter, t, value, receivedAt: t - delay });
      }
    }
    return sent;
  });
}

const readings = fc
  .tuple(readingsOf('cod'), readingsOf('bod'), readingsOf('tss'))
  .map((each) => each.flat().sort((a, b) => a.t - b.t))
  .filter((sent) => sent.length > 0);

/** How a stream is disturbed at one place. */
const disturbance = fc.constantFrom(
  'none',
  'none',
  'none',
  'restart',
  'repeat',
  'crash',
) satisfies fc.Arbitrary<'none' | 'restart' | 'repeat' | 'crash'>;

/** Messages cut anywhere, in any order. */
export const streamed = readings.chain((sent) =>
  fc.record({
    settings: fc.constantFrom(...Object.keys(SETTINGS)),
    sent: fc.constant(sent),
    order: fc.oneof(
      fc.constant(sent),
      fc.shuffledSubarray(sent, { minLength: sent.length }),
      // Most come in time, a few late.
      fc
        .shuffledSubarray([...sent], { maxLength: Math.min(6, sent.length) })
        .map((late) => [...sent.filter((each) => !late.includes(each)), ...late]),
    ),
    cuts: fc.array(fc.record({ length: fc.integer({ min: 1, max: 30 }), disturbance }), { maxLength: 90 }),
  }),
);

const SERVICE_DIRECTORY_KINDS = ['calibration', 'cleaning', 'maintenance', 'shutdown'] as const;

/** Work on the sensors of a stream: what the device tells of it, with the message that tells it, and what people declared. */
export const serviced = streamed.chain((stream) => {
  const last = stream.sent.at(-1)?.t ?? T0;
  const time = fc.integer({ min: 0, max: 40 }).map((step) => Math.min(T0 + step * STEP_MS, last + STEP_MS));
  const work = fc.constantFrom('calibration', 'cleaning', 'maintenance');
  const event = fc.record({
    kind: fc.tuple(work, fc.constantFrom('begun', 'ended')).map(([a, b]) => `${a}-${b}` as const),
    t: time,
    parameter: fc.constantFrom(null, 'cod', 'tss'),
    /** The message that it comes with, as a share of all. */
    with: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const window = fc
    .record({ kind: fc.constantFrom(...SERVICE_DIRECTORY_KINDS), from: time, to: fc.option(time) })
    .filter(({ from, to }) => to === null || from < to)
    .map((each): ServiceWindow => ({ plant: 'p', ...each }));
  return fc.record({
    stream: fc.constant(stream),
    events: fc.array(event, { minLength: 1, maxLength: 6 }),
    windows: fc.array(window, { maxLength: 2 }),
  });
});
