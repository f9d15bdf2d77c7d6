import { expect, it } from 'vitest';
import { judgeCompliance } from '../../src/index.ts';
import { effluentStore, HOUR_MS, halfHourly, JULY, LOGGER, sourceOf, TEXTILE } from '../support/limits.ts';

it('judgeCompliance() holds hours of sensors and samples of laboratories against the limit, and leaves out what nobody measured', async () => {
  const store = await effluentStore(halfHourly('cod', [100, 100, 130, 100]));
  const samples = [
    {
      id: 'LHU/1',
      from: JULY + HOUR_MS,
      results: [
        { parameter: 'bod', outcome: { kind: 'value', value: 46 } },
        { parameter: 'phenol', outcome: { kind: 'below', limit: 0.05 } },
        { parameter: 'chromium', outcome: { kind: 'below', limit: 2 } },
        { parameter: 'sulfide', outcome: { kind: 'not-analysed' } },
        { parameter: 'mercury', outcome: { kind: 'value', value: 1 } },
      ],
    },
    { id: 'of-june', from: JULY - 1, results: [{ parameter: 'bod', outcome: { kind: 'value', value: 1 } }] },
  ] as const;
  const rows = await judgeCompliance(sourceOf(store), {
    plant: TEXTILE,
    devices: [LOGGER],
    samples,
    from: JULY,
    to: JULY + 10 * HOUR_MS,
    now: JULY + 4.5 * HOUR_MS,
  });
  expect(
    rows.map(({ limit, kind, evaluated, inside, outside, undecided }) => [
      limit.parameter,
      kind,
      ...[evaluated, inside, outside, undecided],
    ]),
  ).toEqual([
    ['cod', 'sensor-hours', 2, 1, 1, 0],
    ['bod', 'laboratory-samples', 1, 0, 1, 0],
    ['phenol', 'laboratory-samples', 1, 1, 0, 0],
    ['chromium', 'laboratory-samples', 1, 0, 0, 1],
  ]);
  expect(rows[0]).toMatchObject({
    hours: 4,
    limit: { max: 125 },
    limits: { standard: { id: TEXTILE.standard } },
  });
  expect(rows[1]).toMatchObject({ samples: [{ sample: 'LHU/1', verdict: 'outside' }] });
});
