import {
  PARAMETER_IDS,
  parameterOf,
  TELEMETRY_LIMITS,
  TelemetryMessage,
  TelemetrySample,
  TelemetryValue,
} from '@banyu/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReadingColumns } from '../src/columns.ts';
import { DeviceSeries } from '../src/device-series.ts';
import type { NewReject } from '../src/rejects.ts';
import { validateMessage, validateSamples } from '../src/validate.ts';
import { NOW, PLANT } from './support/messages.ts';
import { rowsOf } from './support/rows.ts';

const horizonMs = 400 * 86_400_000;
const record = { plant: PLANT, point: 'effluent', device: 'effluent-1', horizonMs };

/** The same by the schemas alone, and without a thought for speed. */
function bySchema(samples: readonly unknown[]) {
  const rows: { parameter: string; t: number; value: number | null }[] = [];
  const rejects: { scope: string; reason: string; parameter: string | null }[] = [];
  for (const raw of samples) {
    const sample = TelemetrySample.safeParse(raw);
    if (!sample.success) {
      rejects.push({ scope: 'sample', reason: 'sample-not-the-contract', parameter: null });
      continue;
    }
    const { t } = sample.data;
    if (t > NOW + TELEMETRY_LIMITS.aheadMs) {
      rejects.push({ scope: 'sample', reason: 'time-ahead', parameter: null });
      continue;
    }
    if (t < NOW - horizonMs) {
      rejects.push({ scope: 'sample', reason: 'time-before-horizon', parameter: null });
      continue;
    }
    for (const [parameter, value] of Object.entries(raw as object)) {
      if (parameter === 't') continue;
      const parsed = TelemetryValue.safeParse(value);
      if (parameterOf(parameter) === undefined) {
        rejects.push({ scope: 'value', reason: 'unknown-parameter', parameter });
      } else if (!parsed.success) {
        rejects.push({ scope: 'value', reason: 'value-not-a-number', parameter });
      } else {
        rows.push({ parameter, t: t + 0, value: parsed.data === null ? null : parsed.data + 0 });
      }
    }
  }
  return { rows, rejects };
}

function byFastPath(samples: readonly unknown[]) {
  const columns = new ReadingColumns();
  const rejects: NewReject[] = [];
  validateSamples(samples, { series: new DeviceSeries(record), receivedAt: NOW }, columns, (reject) => {
    rejects.push(reject);
  });
  return {
    rows: rowsOf(columns.view()).map(({ parameter, t, value }) => ({ parameter, t, value })),
    rejects: rejects.map(({ scope, reason, parameter }) => ({ scope, reason, parameter })),
  };
}

const oddNumber = fc.constantFrom(
  -0,
  0,
  1,
  -1,
  0.5,
  2 ** 53 - 1,
  2 ** 53,
  1e308,
  Number.POSITIVE_INFINITY,
  Number.NaN,
  5e-324,
);
const anything = fc.oneof(fc.jsonValue(), oddNumber, fc.anything({ maxDepth: 2 }));
const mostly = <T>(usual: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: anything, weight: 1 });

const time = mostly(
  fc.oneof(
    fc.integer({ min: NOW - 10_000, max: NOW }),
    fc.constantFrom(NOW + 300_000, NOW + 300_001, NOW - horizonMs, NOW - horizonMs - 1),
  ),
);
const name = fc.oneof(
  { arbitrary: fc.constantFrom(...PARAMETER_IDS), weight: 8 },
  {
    arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 't', '', '0', 'PH'),
    weight: 1,
  },
  { arbitrary: fc.string({ maxLength: 8 }), weight: 1 },
);
const value = mostly(fc.oneof(fc.double({ noNaN: true }), fc.integer(), fc.constant(null)));
/** Built as JSON.parse builds it: `__proto__` is a key like any other. */
const sample = mostly(
  fc
    .record({
      t: time,
      values: fc.array(fc.tuple(name, value), { maxLength: 6 }),
      count: fc.constantFrom(0, 0, 0, 0, 58, 64, 65, 70),
    })
    .map(({ t, values, count }) => {
      const made: Record<string, unknown> = { t };
      const many = Array.from({ length: count }, (_, i): [string, unknown] => [`x${i}`, 1]);
      for (const [key, content] of [...many, ...values]) {
        Object.defineProperty(made, key, {
          value: content,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      return made;
    }),
);
const message = mostly(
  fc.record(
    {
      v: mostly(fc.constant(1)),
      boot: mostly(fc.stringMatching(/^[A-Za-z0-9_-]{1,33}$/)),
      seq: mostly(fc.nat()),
      samples: mostly(
        fc.oneof(
          fc.array(sample, { maxLength: 3 }),
          fc.constantFrom(...[0, 1_000, 1_001].map((n) => new Array(n).fill(0))),
        ),
      ),
      extra: anything,
    },
    { requiredKeys: [] },
  ),
);

describe('validateMessage()', () => {
  it('takes exactly what the schema takes', () => {
    fc.assert(
      fc.property(message, (value) => {
        expect(validateMessage(value).ok).toBe(TelemetryMessage.safeParse(value).success);
      }),
      { numRuns: 2_000 },
    );
  });

  it('says which version it cannot read', () => {
    const verdict = validateMessage({ v: 3, boot: 'b', seq: 1, samples: [{}] });
    expect(verdict).toMatchObject({ ok: false, reason: 'unsupported-version' });
  });

  it('says what is wrong, by field', () => {
    const verdict = validateMessage({ v: 1, boot: '', seq: 1.5, samples: [] });
    expect(verdict).toMatchObject({ ok: false, reason: 'not-the-contract' });
    expect(verdict).toHaveProperty('detail', expect.stringMatching(/boot: .*; seq: .*; samples: /));
  });
});

describe('validateSamples()', () => {
  it('gives the rows and rejects that the schemas give', () => {
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 4 }), (samples) => {
        expect(byFastPath(samples)).toEqual(bySchema(samples));
      }),
      { numRuns: 3_000 },
    );
  });

  it('rejects what is nested beyond measure like anything else', () => {
    const deep = JSON.parse(`${'['.repeat(30_000)}${']'.repeat(30_000)}`);
    const { rejects } = byFastPath([deep, { t: NOW, ph: deep }]);
    expect(rejects.map(({ reason }) => reason)).toEqual(['sample-not-the-contract', 'value-not-a-number']);
  });
});
