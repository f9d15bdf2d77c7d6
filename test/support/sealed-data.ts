import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Delivery } from '@banyu/contracts';
import { openJournal, openPipeline, openSealer } from '@banyu/ingest';
import { openRegistry } from '@banyu/registry';
import { openDuckdbStore } from '@banyu/store';

export const HOUR = 3_600_000;
export const H0 = Date.UTC(2026, 5, 1);
export const PLANT = 'ipal';
export const DEVICES = ['logger-1', 'logger-2'] as const;

const quiet = { info() {}, warn() {}, error() {} };

/**
 * A server's data directory with a plant, two devices, and three hours of readings of each, all sealed: every 5
 * minutes a pH and a COD, now and then without a value, and in the last hour a backlog of the day before. Whoever
 * asks for it removes it.
 */
export async function sealedData(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'banyu-audit-'));
  const registry = await openRegistry({ path: join(directory, 'registry.db') });
  await registry.plants.add({
    ...{ id: PLANT, name: 'IPAL', timeZone: 'Asia/Jakarta' },
    points: [{ id: 'effluent', name: 'Effluent', compliancePoint: true }],
  });
  await registry.close();

  const horizonMs = 400 * 24 * HOUR;
  const store = await openDuckdbStore({ path: join(directory, 'readings.duckdb') });
  const journalDirectory = join(directory, 'journal');
  const journal = await openJournal({ directory: journalDirectory, log: quiet, clock: () => H0 });
  const pipeline = await openPipeline({
    ...{ journalDirectory, stateDirectory: join(directory, 'ingest'), store, log: quiet },
    directory: { find: (device) => ({ plant: PLANT, point: 'effluent', device, horizonMs }) },
  });
  await Promise.all(
    messages().map(
      (message) =>
        new Promise<void>((resolve, reject) =>
          journal.append(message, (error) => (error === undefined ? resolve() : reject(error))),
        ),
    ),
  );
  const path = join(directory, 'seals.db');
  for (let hour = 1; hour <= 3; hour += 1) {
    const clock = () => H0 + hour * HOUR + 10 * 60_000;
    const sealer = openSealer({ pipeline, store, path, clock, log: quiet });
    await sealer.sealDue();
    await sealer.close();
  }
  await pipeline.close();
  await journal.close();
  await store.close();
  return directory;
}

function messages(): Delivery[] {
  return DEVICES.flatMap((device) =>
    Array.from({ length: 36 }, (_, i): Delivery => {
      const t = H0 + i * 5 * 60_000;
      const samples = [{ t, ph: i % 7 === 0 ? null : 7 + i / 100, cod: 80.1 - i }];
      if (i > 30) samples.push({ t: t - 24 * HOUR, ph: 6.9, cod: 70 + i });
      const text = JSON.stringify({ v: 1, boot: 'b1', seq: i, samples });
      const payload = new TextEncoder().encode(text);
      return { plant: PLANT, device, channel: 'telemetry', payload, receivedAt: t + 700 };
    }),
  );
}
