import { Readable } from 'node:stream';
import type { Aedes } from 'aedes';

/** What of Aedes' persistence has to do with retained messages. */
interface RetainedStore {
  storeRetained(packet: RetainedPacket, done?: (error: Error | null) => void): Promise<void> | undefined;
  createRetainedStreamCombi(filters: readonly string[]): Readable;
}

interface RetainedPacket {
  readonly topic: string;
  readonly payload: string | Buffer;
}

/**
 * Lets a broker that listens know at once that nothing is retained under a name. By itself it compares a filter with
 * every retained message: each device retains its status and subscribes to its commands, so that 10 000 which come back at once
 * would cost a hundred million comparisons, some minutes of CPU. Nothing under `$SYS` is retained there. Gives the topics of
 * what is retained.
 */
export function findRetainedByName(aedes: Aedes): ReadonlySet<string> {
  const store: RetainedStore = Reflect.get(aedes, 'persistence');
  const topics = new Set<string>();
  const keep = store.storeRetained;
  const search = store.createRetainedStreamCombi;
  store.storeRetained = (packet, done) => {
    // [MQTT-3.3.1-10]: an empty one takes away what was retained.
    if (packet.payload.length > 0) topics.add(packet.topic);
    else topics.delete(packet.topic);
    return Reflect.apply(keep, store, [packet, done]);
  };
  store.createRetainedStreamCombi = (filters) => {
    const possible = filters.filter(
      (filter) => topics.has(filter) || (/[+#]/.test(filter) && !filter.startsWith('$')),
    );
    return possible.length === 0 ? Readable.from([]) : Reflect.apply(search, store, [possible]);
  };
  return topics;
}
