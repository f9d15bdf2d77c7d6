// `npm run bench:quality`: what judging a reading costs, against a pass over the same batches that only compares values
// with their spans, and what is remembered of a series. The settings are the built-in ones of treated water.
import { measureQuality, type QualityCase } from './quality/measure.ts';

const PARAMETERS = ['ph', 'temperature', 'cod', 'tss', 'nh3n', 'flow'] as const;
/** With two checks of one parameter against another: BOD by COD, oxygen by temperature. */
const CHECKED = ['ph', 'temperature', 'cod', 'bod', 'dissolved_oxygen', 'flow'] as const;

const CASES: Readonly<Record<string, QualityCase>> = {
  // The window of 6 h is full; temperature alone is looked at over a day.
  '1 200 series, 5 s': { devices: 200, parameters: PARAMETERS, intervalSeconds: 5, readings: 4_500 },
  '1 200 series, 120 s': {
    ...{ devices: 200, parameters: PARAMETERS, intervalSeconds: 120 },
    ...{ readings: 900, readingsInTheEnd: 2_600 },
  },
  '1 200 series, 120 s, cross-checked': {
    ...{ devices: 200, parameters: CHECKED, intervalSeconds: 120 },
    ...{ readings: 900, readingsInTheEnd: 2_600 },
  },
  '12 000 series, 120 s': {
    ...{ devices: 2_000, parameters: PARAMETERS, intervalSeconds: 120 },
    ...{ readings: 900, readingsInTheEnd: 2_600 },
  },
};

const table: Record<string, Record<string, string | number>> = {};
for (const [name, each] of Object.entries(CASES)) {
  const { figures, memories } = await measureQuality(each);
  const remembered = memories.map(({ readings, bytesPerSeries }) => [
    `bytes after ${readings}`,
    bytesPerSeries,
  ]);
  for (const { perBatch, nsPerReading, plainNs, tests } of figures) {
    table[`${name}, ${perBatch} a batch`] = {
      'ns a reading': Math.round(nsPerReading),
      tests: Number(tests.toFixed(2)),
      'ns a test': Math.round(nsPerReading / tests),
      'gross range, ns': Number(plainNs.toFixed(1)),
      times: Math.round(nsPerReading / plainNs),
      ...Object.fromEntries(remembered),
    };
  }
}
console.log('CPU of judging one reading, and bytes remembered of a series after so many readings of it');
console.table(table);
