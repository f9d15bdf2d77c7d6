import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Delivery, DerivedFigure, WindowMark } from '@banyu/contracts';
import { deriveEnvironment } from '@banyu/evaluation';
import { type DemoStation, demoStations } from '@banyu/firmware-sim';
import { openJournal, openPipeline } from '@banyu/ingest';
import { openDerivedWriter, openInfluxStore } from '@banyu/store';
import { appendAll } from '../../ingest/test/support/append-all.ts';
import { quietLog } from '../../ingest/test/support/quiet-log.ts';
import { eventMark } from '../../server/src/event-mark.ts';
import { batchOf } from '../../store/test/support/batch-of.ts';

/** The instant at which the dashboards are looked at. */
export const NOW = Date.UTC(2026, 5, 15, 6);
export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** Devices sampled each minute, so many up to now; before that yesterday at this hour, and each tenth day of a year. */
export const MINUTES = 90;
const DAYS_AGO = [...Array.from({ length: 38 }, (_, i) => 380 - 10 * i), 1];

export const PLANT = 'ipal-uji';
/** As a plant may be called, and what a careless query takes for a number. */
export const AWKWARD_PLANT = '7-timur';
/** As no plant may be called, and as a careless query breaks on; written past ingest. */
export const STRANGE_PLANT = "O'Neil (A/B) $x";
export const SILENT_DEVICE = 'river-downstream-probe';

const PLANTS: readonly (readonly [plant: string, devicePrefix: string])[] = [
  [PLANT, ''],
  [AWKWARD_PLANT, 't-'],
];

/** Minutes before now at which the effluent's pH cannot be true, and its COD is missing. */
export const IMPOSSIBLE_PH_AT = 10;
export const MISSING_COD_AT = 5;

const SERVICED: WindowMark = {
  plant: PLANT,
  id: 1,
  from: NOW - 40 * DAY_MS,
  to: null,
  isCancelled: false,
  title: 'Perawatan / Maintenance',
  text: 'effluent',
  tags: ['maintenance', 'effluent'],
};

/** A text that a careless writer would break on. */
export const NOTE = 'pH 4 & 7, "segar"\\n';
export const TAMPERED_AT = NOW - 30 * MINUTE_MS;
const TAMPERING: Delivery = {
  plant: PLANT,
  device: 'effluent-logger',
  channel: 'event',
  payload: new TextEncoder().encode(
    JSON.stringify({ v: 1, t: TAMPERED_AT, kind: 'tamper', parameter: 'ph', note: NOTE }),
  ),
  receivedAt: NOW,
};

const MIDNIGHT = Date.UTC(2026, 5, 14, 17);
const MONTH = Date.UTC(2026, 4, 31, 17);
const AT_EFFLUENT = { plant: PLANT, point: 'effluent' } as const;
const IN_MONTH = { period: 'month', t: MONTH } as const;
const TODAY = { period: 'day', t: MIDNIGHT } as const;
const hours = (
  when: typeof IN_MONTH | typeof TODAY,
  parameter: string | undefined,
  inside: number,
  outside: number,
): readonly DerivedFigure[] =>
  (
    [
      ['hours_inside', inside],
      ['hours_outside', outside],
      ['hours_undecided', 1],
    ] as const
  ).map(([figure, value]) => ({
    ...AT_EFFLUENT,
    ...when,
    figure,
    ...(parameter !== undefined && { parameter }),
    value,
    completeness: 0.25,
  }));
const limit = (figure: 'limit_min' | 'limit_max', parameter: string, value: number): DerivedFigure => ({
  ...AT_EFFLUENT,
  ...TODAY,
  figure,
  parameter,
  value,
});

/** What derivation makes of a plant with an effluent standard. */
const JUDGED: readonly DerivedFigure[] = [
  ...hours(IN_MONTH, undefined, 70, 10),
  ...hours(IN_MONTH, 'cod', 75, 5),
  ...hours(IN_MONTH, 'ph', 70, 10),
  ...hours(TODAY, undefined, 11, 1),
  ...hours(TODAY, 'cod', 11, 1),
  ...hours(TODAY, 'ph', 12, 0),
  limit('limit_max', 'cod', 100),
  limit('limit_max', 'tss', 30),
  limit('limit_max', 'nh3n', 10),
  limit('limit_min', 'ph', 6),
  limit('limit_max', 'ph', 9),
];

/** Fills the database through journal and pipeline, as devices' messages do. */
export async function fillThroughPipeline(url: string, database: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'banyu-dashboards-'));
  const stations = PLANTS.flatMap(([plant, prefix]) =>
    demoStations(prefix).map((station) => ({ plant, ...station })),
  );
  const records = new Map(
    stations.map(({ plant, point, device }) => [device, { plant, point, device, horizonMs: 400 * DAY_MS }]),
  );
  const store = await openInfluxStore({ url, database });
  const journalDirectory = join(folder, 'journal');
  const journal = await openJournal({ directory: journalDirectory, log: quietLog, clock: () => NOW });
  const pipeline = await openPipeline({
    journalDirectory,
    stateDirectory: join(folder, 'state'),
    store,
    directory: { find: (device) => records.get(device) },
    log: quietLog,
    onCursor: (cursor) => journal.release(cursor),
    clock: () => NOW,
  });
  try {
    await appendAll(journal, [...stations.map(deliveryOf), TAMPERING]);
    await pipeline.idle();
    const writer = await openDerivedWriter({ url, database });
    const season = { plant: PLANT, timeZone: 'Asia/Jakarta', from: NOW - 200 * DAY_MS, to: NOW, now: NOW };
    for await (const figures of deriveEnvironment(store, season)) await writer.replace(PLANT, [], figures);
    await writer.replace(PLANT, [], JUDGED);
    const { events } = pipeline.events({ limit: 10 });
    await writer.mark(events.map(eventMark).filter((mark) => mark !== undefined));
    await writer.markWindows([SERVICED]);
    await writer.close();
    const { rejects } = pipeline.rejects({ limit: 1 });
    const strange = { plant: STRANGE_PLANT, point: STRANGE_PLANT, device: 'd', parameter: 'cod' };
    await store.write(batchOf([{ ...strange, t: NOW, value: 1 }]));
    if (rejects.length > 0) throw new Error(`rejected: ${JSON.stringify(rejects)}`);
  } finally {
    await pipeline.close();
    await journal.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function deliveryOf({ plant, device, parameters }: DemoStation & { readonly plant: string }): Delivery {
  const silent = device === SILENT_DEVICE;
  const days = DAYS_AGO.map((daysAgo) => daysAgo * 24 * 60);
  const minutes = silent ? [] : Array.from({ length: MINUTES }, (_, i) => MINUTES - 1 - i);
  const samples = [...days, ...minutes].map((minutesAgo) => ({
    t: NOW - minutesAgo * MINUTE_MS,
    ...Object.fromEntries(
      parameters.map((parameter) => [parameter, readingOf(device, parameter, minutesAgo)]),
    ),
  }));
  const payload = new TextEncoder().encode(JSON.stringify({ v: 1, boot: 'b1', seq: 1, samples }));
  return { plant, device, channel: 'telemetry', payload, receivedAt: NOW };
}

/**
 * What a sensor read so many minutes before now, rising by the minute within a quarter of an hour: quality control would
 * take what stands still for a stuck sensor.
 */
function readingOf(device: string, parameter: string, minutesAgo: number): number | null {
  if (device === 'effluent-logger') {
    if (parameter === 'ph' && minutesAgo === IMPOSSIBLE_PH_AT) return 15;
    if (parameter === 'cod' && minutesAgo === MISSING_COD_AT) return null;
  }
  const step = minutesAgo % 15;
  switch (parameter) {
    case 'ph':
      return 7 + step / 100;
    case 'cod':
      return 100 + step;
    case 'flow':
      return (device.includes('influent') ? 20 : 18) + (minutesAgo % 2);
    case 'tss':
      return 40 + step;
    default:
      return 10 + step / 100;
  }
}
