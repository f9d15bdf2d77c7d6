import type { PlantCheck } from '@banyu/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Measured, PlantJudging, plantDirectory } from '../../support/plant-judging.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BEGIN = Date.parse('2026-07-06T00:00:00+07:00');
const DAYS = 3;
const END = BEGIN + DAYS * DAY;

const BALANCE: PlantCheck = { check: 'flow-balance', partner: 'influent', tolerance: 0.1, storageM3: 20 };
const REMOVAL: PlantCheck = { check: 'removal', partner: 'influent', factor: 1, residenceHours: 30 };
const NEIGHBOUR: PlantCheck = { check: 'neighbour', tolerance: 1, share: 0.1 };

const directory = (timeZone: string) =>
  plantDirectory(
    { 'effluent flow': [BALANCE], 'effluent cod': [REMOVAL, NEIGHBOUR] },
    {
      spike: { method: 'average', suspect: 40, fail: 80 },
      grossRange: { sensor: [-1_000, 1_000], operator: [0, 200] },
    },
    timeZone,
  );

const SERIES = [
  { point: 'influent', device: 'in', parameter: 'flow', usual: 20 },
  { point: 'influent', device: 'in', parameter: 'cod', usual: 100 },
  { point: 'effluent', device: 'out', parameter: 'flow', usual: 20 },
  { point: 'effluent', device: 'out', parameter: 'cod', usual: 50 },
  { point: 'effluent', device: 'second', parameter: 'cod', usual: 50 },
] as const;

/** Three days of a plant by the hour; of each series and day, by what factor it is off, and which hours are missing. */
const plantDays = fc
  .tuple(
    ...SERIES.map(() =>
      fc.array(
        fc.record({
          factor: fc.constantFrom(1, 1, 1, 0.7, 1.5, 3),
          gaps: fc.uniqueArray(fc.nat(23), { maxLength: 8 }),
          spike: fc.option(fc.nat(23), { freq: 3 }),
        }),
        { minLength: DAYS, maxLength: DAYS },
      ),
    ),
  )
  .map((ofSeries) =>
    ofSeries.flatMap((days, i) => {
      const { usual, ...key } = SERIES[i] ?? SERIES[0];
      return days.flatMap(({ factor, gaps, spike }, day) =>
        Array.from({ length: 24 }, (_, hour): Measured => {
          const value = usual * factor + (hour % 5) + (hour === spike ? 90 : 0);
          return { ...key, t: BEGIN + day * DAY + hour * HOUR, value };
        }).filter((_, hour) => !gaps.includes(hour)),
      );
    }),
  );

/** In which order they come, where they are cut, and what happens then. */
const arrivals = plantDays.chain((measured) =>
  fc.record({
    measured: fc.constant(measured),
    order: fc.oneof(
      fc.constant(measured.toSorted((a, b) => a.t - b.t)),
      fc.shuffledSubarray(measured, { minLength: measured.length }),
    ),
    cuts: fc.array(
      fc.record({
        length: fc.integer({ min: 1, max: 150 }),
        event: fc.constantFrom('nothing', 'round', 'early round', 'restart', 'repeat', 'requalify'),
      }),
      { maxLength: 12 },
    ),
    timeZone: fc.constantFrom('Asia/Jakarta', 'Asia/Kolkata', 'UTC'),
  }),
);

async function atOnce(measured: readonly Measured[], timeZone: string): Promise<PlantJudging> {
  const judging = new PlantJudging(directory(timeZone));
  await judging.send(measured.toSorted((a, b) => a.t - b.t));
  await judging.round(END + DAY);
  return judging;
}

test('what devices contradict each other in, and the flags, do not depend on how readings came, nor on a requalification', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ measured, order, cuts, timeZone }) => {
      const whole = await atOnce(measured, timeZone);
      const judging = new PlantJudging(directory(timeZone));
      for (let at = 0, i = 0; at < order.length; i += 1) {
        const { length = 150, event = 'nothing' } = cuts[i] ?? {};
        const part = order.slice(at, at + length);
        at += length;
        await judging.send(part);
        if (event === 'round') await judging.round(END + DAY);
        if (event === 'early round') await judging.round(Math.max(...part.map(({ t }) => t)));
        if (event === 'restart') judging.restart();
        if (event === 'repeat') await judging.send(part);
        if (event === 'requalify') await judging.requalify(END + DAY);
      }
      await judging.round(END + DAY);
      found += whole.findings().length;
      expect(sorted(judging)).toEqual(sorted(whole));
      expect(await judging.flags()).toEqual(await whole.flags());

      await judging.requalify(END + DAY);
      expect(sorted(judging)).toEqual(sorted(whole));
      expect(await judging.flags()).toEqual(await whole.flags());
    }),
    { numRuns: Number(process.env.RUNS ?? 25) },
  );
  expect(found).toBeGreaterThan(0);
}, 60_000);

function sorted(judging: PlantJudging): string[] {
  return judging
    .findings()
    .map((finding) => JSON.stringify(finding))
    .sort();
}
