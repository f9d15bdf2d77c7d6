import { join } from 'node:path';
import type { Store } from '@banyu/store';
import type { Pipeline } from '../../src/pipeline.ts';
import { openSealer } from '../../src/seal/sealer.ts';
import { appendAll } from './append-all.ts';
import { delivery, NOW, telemetry } from './messages.ts';
import { quietLog } from './quiet-log.ts';
import type { Rig } from './rig.ts';

export const HOUR = 3_600_000;
/** The begin of the tests' hour. */
export const H0 = Math.floor(NOW / HOUR) * HOUR;

/** What a message of `device`, received at a time, measured. */
export interface Sent {
  readonly device?: string;
  readonly receivedAt: number;
  readonly samples: readonly Record<string, number | null>[];
}

let seq = 0;

/** Sends messages through journal and pipeline into the store. */
export async function send({ journal }: Rig, pipeline: Pipeline, messages: readonly Sent[]): Promise<void> {
  await appendAll(
    journal,
    messages.map(({ samples, ...from }) => delivery(telemetry(seq++, samples), from)),
  );
  await pipeline.idle();
}

/** Seals what is due at a time. */
export async function sealAt(clock: number, path: string, pipeline: Pipeline, store: Store) {
  const sealer = openSealer({ pipeline, store, path, clock: () => clock, log: quietLog });
  try {
    return await sealer.sealDue();
  } finally {
    await sealer.close();
  }
}

export function sealsPath({ stateDirectory }: Rig): string {
  return join(stateDirectory, 'seals.db');
}
