import type { Received, ReceivedQuery, SeriesReceived, StoredReading } from '../query.ts';
import { receivedOf } from '../received-of.ts';
import { compareSeries } from '../series-order.ts';
import { coverageOf } from './coverage.ts';
import type { InfluxDatabase } from './database.ts';
import { seriesPages } from './readings.ts';

/** The readings of a device that were received in a range, series by series. */
export async function readReceived(db: InfluxDatabase, query: ReceivedQuery): Promise<Received> {
  const { plant, device, from, to, receivedFrom, receivedTo } = query;
  const series: SeriesReceived[] = [];
  for (const key of await coverageOf(db, { plant, device, from, to })) {
    const readings: StoredReading[] = [];
    for await (const page of seriesPages(db, key, { from, to })) {
      // A receive time may lie in two fields (see fields.ts), which no condition of InfluxQL brings together.
      readings.push(
        ...page.filter(({ receivedAt }) => receivedAt >= receivedFrom && receivedAt < receivedTo),
      );
    }
    const columns = receivedOf(key, readings);
    if (columns !== undefined) series.push(columns);
  }
  return { heldFrom: db.sealedBefore, series: series.sort(compareSeries) };
}
