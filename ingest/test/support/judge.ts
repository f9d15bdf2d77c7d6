import type { Delivery } from '@banyu/contracts';
import { Batch } from '../../src/batch.ts';
import { SeriesBook } from '../../src/device-series.ts';
import { ENTRY_LIMITS, EntryBuilder, readEntry } from '../../src/journal/entry.ts';
import { judgeEntry } from '../../src/judge.ts';
import type { DeviceDirectory } from '../../src/ports.ts';
import { runQuality } from '../../src/quality/run.ts';
import { SequenceMemory } from '../../src/sequence.ts';
import { directoryOf } from './messages.ts';
import { quietLog } from './quiet-log.ts';

/** What becomes of deliveries that lie in one journal entry, up to the store. */
export function judge(
  deliveries: readonly Delivery[],
  directory: DeviceDirectory = directoryOf('effluent-1'),
): Batch {
  const builder = new EntryBuilder(new ArrayBuffer(ENTRY_LIMITS.bytes));
  for (const delivery of deliveries) builder.add(delivery, delivery.payload.length);
  const { meta, buffer, payloadBytes } = builder.seal();
  const entry = readEntry(1, meta, new Uint8Array(buffer, 0, payloadBytes));
  const batch = new Batch(0);
  const sequence = new SequenceMemory();
  judgeEntry(entry, batch, { directory, log: quietLog, series: new SeriesBook(), sequence });
  runQuality(batch.columns.view());
  return batch;
}
