import { marksOf } from '../marks-of.ts';
import type { Marks, MarksQuery, StoredReading } from '../query.ts';
import { coverageOf } from './coverage.ts';
import type { InfluxDatabase } from './database.ts';
import { seriesPages } from './readings.ts';

/** The marks of the readings in a range, series by series. */
export async function readMarks(db: InfluxDatabase, query: MarksQuery): Promise<Marks> {
  const series = [];
  for (const key of await coverageOf(db, query)) {
    const readings: StoredReading[] = [];
    for await (const page of seriesPages(db, key, query)) readings.push(...page);
    const marks = marksOf(key, readings);
    if (marks !== undefined) series.push(marks);
  }
  return { heldFrom: db.sealedBefore, series };
}
