import { type Delivery, parameterOf } from '@banyu/contracts';
import { openMemoryStore } from '@banyu/store';
import { Batch } from '../../src/batch.ts';
import { SeriesBook } from '../../src/device-series.ts';
import { ENTRY_LIMITS, EntryBuilder, readEntry } from '../../src/journal/entry.ts';
import { judgeEntry } from '../../src/judge.ts';
import type { DeviceDirectory } from '../../src/ports.ts';
import { QualityStage } from '../../src/quality/quality-stage.ts';
import { SequenceMemory } from '../../src/sequence.ts';
import { directoryWith, settingsWith } from './judging.ts';
import { directoryOf } from './messages.ts';
import { quietLog } from './quiet-log.ts';

/** What becomes of deliveries that lie in one journal entry, up to the store, judged by the spans of the contract. */
export async function judge(
  deliveries: readonly Delivery[],
  directory: DeviceDirectory = directoryOf('effluent-1'),
): Promise<Batch> {
  const builder = new EntryBuilder(new ArrayBuffer(ENTRY_LIMITS.bytes));
  for (const delivery of deliveries) builder.add(delivery, delivery.payload.length);
  const { meta, buffer, payloadBytes } = builder.seal();
  const entry = readEntry(1, meta, new Uint8Array(buffer, 0, payloadBytes));
  const batch = new Batch(0);
  const sequence = new SequenceMemory();
  judgeEntry(entry, batch, { directory, log: quietLog, series: new SeriesBook(), sequence });
  const stage = new QualityStage({
    store: openMemoryStore(),
    directory: directoryWith((parameter) =>
      settingsWith({ grossRange: { sensor: parameterOf(parameter)?.span ?? [0, 0], operator: 'off' } }),
    ),
    keptEvents: () => [],
    ask: (question) => question(),
  });
  if (batch.columns.length > 0) await stage.judge(batch.columns.view());
  return batch;
}
