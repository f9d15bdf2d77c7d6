import { LANES, type Lane } from '../../src/journal/lane.ts';
import { JournalReader } from '../../src/journal/reader.ts';

/** The payloads in a journal as text, in order, lane by lane. */
export function readJournal(directory: string): Record<Lane, string[]> {
  const reader = new JournalReader(directory);
  const texts: Record<Lane, string[]> = { live: [], backlog: [] };
  for (const lane of LANES) {
    for (let entry = reader.next(lane, 0); entry !== undefined; entry = reader.next(lane, entry.id)) {
      let begin = 0;
      for (const length of entry.lengths) {
        texts[lane].push(Buffer.from(entry.payload).toString('utf8', begin, begin + length));
        begin += length;
      }
    }
  }
  reader.close();
  return texts;
}
