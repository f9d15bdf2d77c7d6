import type { DerivedFigure, ReadingBatch, SeriesKey } from '@banyu/contracts';
import { openMemoryStore, type Store } from '@banyu/store';
import { describe, expect, it } from 'vitest';
import { deriveEnvironment } from '../../src/index.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PLANT = 'ipal-uji';
const ZONE = 'Asia/Jakarta';
/** Midnight of 1 July 2026 in Jakarta: a semester begins. */
const JULY = Date.UTC(2026, 5, 30, 17);

interface Row {
  readonly point: 'influent' | 'effluent';
  readonly parameter: string;
  readonly t: number;
  readonly value: number;
  readonly flag?: number;
  readonly device?: string;
}

/** A reading in the middle of each hour. */
function hourly(
  point: Row['point'],
  parameter: string,
  values: readonly number[],
  from = JULY,
): readonly Row[] {
  return values.map((value, hour) => ({ point, parameter, value, t: from + (hour + 0.5) * HOUR_MS }));
}

async function store(...rows: readonly Row[]): Promise<Store> {
  const made = openMemoryStore();
  await add(made, rows);
  return made;
}

async function add(to: Store, rows: readonly Row[]): Promise<void> {
  const outcome = await to.write(batchOf(rows));
  expect(outcome).toMatchObject({ status: 'stored', stored: rows.length });
}

function batchOf(rows: readonly Row[]): ReadingBatch {
  const series: SeriesKey[] = rows.map(({ point, parameter, device }) => ({
    plant: PLANT,
    point,
    device: device ?? `${point}-logger`,
    parameter,
  }));
  return {
    series,
    length: rows.length,
    seriesIndex: Uint32Array.from(rows.keys()),
    t: Float64Array.from(rows, ({ t }) => t),
    value: Float64Array.from(rows, ({ value }) => value),
    flag: Uint8Array.from(rows, ({ flag }) => flag ?? 1),
    tests: new Uint32Array(rows.length),
    settingsVersion: new Uint32Array(rows.length),
    receivedAt: Float64Array.from(rows, ({ t }) => t),
  };
}

async function derived(of: Store, from: number, to: number, now = to): Promise<readonly DerivedFigure[]> {
  const figures: DerivedFigure[] = [];
  for await (const some of deriveEnvironment(of, { plant: PLANT, timeZone: ZONE, from, to, now }))
    figures.push(...some);
  return figures;
}

/** The figures of a period in short: what, of what, value, completeness. */
function short(figures: readonly DerivedFigure[], period: string, t = JULY) {
  return figures
    .filter((each) => each.period === period && each.t === t)
    .map(({ figure, point, parameter, value, completeness }) => [
      [figure, point, parameter].filter((part) => part !== undefined).join(' '),
      Number(value.toFixed(6)),
      Number(completeness?.toFixed(6)),
    ]);
}

describe('deriveEnvironment()', () => {
  it('sums volume, weighs loads by the flow, and compares what came in with what went out', async () => {
    const figures = await derived(
      await store(
        ...hourly('influent', 'flow', [10, 30]),
        ...hourly('effluent', 'flow', [10, 20]),
        ...hourly('influent', 'cod', [400, 200]),
        ...hourly('effluent', 'cod', [100, 50]),
      ),
      JULY,
      JULY + DAY_MS,
    );
    // In: 4 kg and 6 kg; out: 1 kg and 1 kg, of two hours of a day.
    expect(short(figures, 'day')).toEqual([
      ['volume influent', 40, 2 / 24].map(round),
      ['load influent cod', 120, 2 / 24].map(round),
      ['volume effluent', 30, 2 / 24].map(round),
      ['load effluent cod', 24, 2 / 24].map(round),
      ['removal cod', 0.8, 2 / 24].map(round),
    ]);
  });

  it('leaves failed readings out, and takes two devices at one point for one water', async () => {
    const figures = await derived(
      await store(
        { point: 'effluent', parameter: 'flow', t: JULY, value: 10, device: 'a' },
        { point: 'effluent', parameter: 'flow', t: JULY + 60_000, value: 14, device: 'b' },
        { point: 'effluent', parameter: 'flow', t: JULY + 120_000, value: 1_000, flag: 4, device: 'b' },
      ),
      JULY,
      JULY + HOUR_MS,
    );
    expect(short(figures, 'day')).toEqual([['volume effluent', 12, 1]]);
  });

  it('counts the hours of a semester whose readings were deleted by age', async () => {
    const made = await store(...hourly('effluent', 'flow', [10, 20, 30]));
    await made.retain({ rawBefore: JULY + 2 * HOUR_MS });
    const figures = await derived(made, JULY, JULY + 3 * HOUR_MS);
    expect(short(figures, 'semester')).toEqual([['volume effluent', 60, 1]]);
  });

  it('lets a water whose flow nobody measures flow like the other one', async () => {
    const figures = await derived(
      await store(...hourly('effluent', 'flow', [10]), ...hourly('influent', 'tss', [300])),
      JULY,
      JULY + HOUR_MS,
    );
    expect(short(figures, 'day')).toContainEqual(['load influent tss', 72, 1]);
  });

  it('tells no removal where nothing came in, and no load of oxygen or sludge', async () => {
    const figures = await derived(
      await store(
        ...hourly('effluent', 'flow', [10]),
        ...hourly('effluent', 'dissolved_oxygen', [4]),
        ...hourly('influent', 'cod', [0]),
        ...hourly('effluent', 'cod', [5]),
      ),
      JULY,
      JULY + HOUR_MS,
    );
    expect(figures.filter(({ figure }) => figure === 'removal')).toEqual([]);
    expect(figures.filter(({ parameter }) => parameter === 'dissolved_oxygen')).toEqual([]);
  });

  it('divides time by the plant’s calendar, and counts of a period that goes on what has passed', async () => {
    const now = JULY + 10 * DAY_MS;
    const last = JULY - HOUR_MS;
    const made = await store(
      ...hourly('effluent', 'flow', [7], last),
      ...hourly(
        'effluent',
        'flow',
        Array.from({ length: 240 }, () => 2),
      ),
    );
    const figures = await derived(made, last, now);
    expect(short(figures, 'month')).toEqual([['volume effluent', 480, 1]]);
    expect(short(figures, 'semester')).toEqual([['volume effluent', 480, 1]]);
    const june = Date.UTC(2026, 4, 31, 17);
    const january = Date.UTC(2025, 11, 31, 17);
    expect(short(figures, 'month', june)).toEqual([['volume effluent', 7, 1 / 720].map(round)]);
    expect(short(figures, 'semester', january)).toEqual([['volume effluent', 7, 1 / (181 * 24)].map(round)]);
  });

  it('gives the same again, and what late readings change when it is done again', async () => {
    const made = await store(...hourly('effluent', 'flow', [10, 10]));
    const end = JULY + 2 * DAY_MS;
    const before = await derived(made, JULY, end);
    expect(await derived(made, JULY, end)).toEqual(before);
    await add(made, hourly('effluent', 'flow', [10], JULY + 5 * HOUR_MS));
    // Asked for that day only: the month and the semester that it belongs to come along.
    const after = await derived(made, JULY, JULY + DAY_MS, end);
    for (const period of ['day', 'month', 'semester'])
      expect(short(after, period)).toMatchObject([['volume effluent', 30, expect.any(Number)]]);
    expect(after.filter(({ period }) => period === 'day')).toHaveLength(1);
  });
});

function round(part: string | number): string | number {
  return typeof part === 'number' ? Number(part.toFixed(6)) : part;
}
