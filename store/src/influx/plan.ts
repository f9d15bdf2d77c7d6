import type { ReadingBatch } from '@banyu/contracts';
import type { Admission, Place } from './ledger.ts';
import type { LinePlan } from './line-protocol.ts';

/** The lines of one place in a batch: numbers of lines by time. */
interface PlaceLines {
  readonly place: Place;
  /** Points up to here may be there already, with a receive time. */
  readonly takenUpTo: number;
  readonly lineAt: Map<number, number>;
}

/**
 * Puts admitted rows into lines, one per place and time. A line carries the receive time and the
 * settings version of its first row, unless the point may be there already: then it would change those of the readings
 * the point has.
 */
export function planLines(batch: ReadingBatch, admission: Admission): LinePlan {
  const linesOfSeries = placesOf(admission);
  const line = new Uint32Array(batch.length);
  const ownReceived = new Uint8Array(batch.length);
  const ownSettings = new Uint8Array(batch.length);
  const receivedOfLine: number[] = [];
  const settingsOfLine: number[] = [];
  let lines: PlaceLines | undefined;
  let t = Number.NaN;
  let current = 0;
  let isOrdered = true;
  for (const row of admission.rows) {
    const ofRow = linesOfSeries[batch.seriesIndex[row] as number];
    if (ofRow === undefined) continue;
    // The values of a sample are neighbours as a rule.
    if (ofRow !== lines || batch.t[row] !== t) {
      lines = ofRow;
      t = batch.t[row] as number;
      const known = lines.lineAt.get(t);
      isOrdered &&= known === undefined;
      current = known ?? receivedOfLine.length;
      if (known === undefined) {
        lines.lineAt.set(t, current);
        const isNew = t > lines.takenUpTo;
        receivedOfLine.push(isNew ? (batch.receivedAt[row] as number) : Number.NaN);
        settingsOfLine.push(isNew ? (batch.settingsVersion[row] as number) : Number.NaN);
        lines.place.receivedUpTo = Math.max(t, lines.place.receivedUpTo ?? t);
      }
    }
    line[row] = current;
    ownReceived[row] = batch.receivedAt[row] === receivedOfLine[current] ? 0 : 1;
    ownSettings[row] = batch.settingsVersion[row] === settingsOfLine[current] ? 0 : 1;
  }
  const rows = isOrdered ? admission.rows : admission.rows.toSorted((a, b) => lineOf(a) - lineOf(b));
  return { batch, parts: admission.series.map((one) => one?.parts), rows, line, ownReceived, ownSettings };

  function lineOf(row: number): number {
    return line[row] as number;
  }
}

/** By index of the batch's series; the series of one place share their lines. */
function placesOf(admission: Admission): (PlaceLines | undefined)[] {
  const byPlace = new Map<Place, PlaceLines>();
  return admission.series.map((series) => {
    if (series === undefined) return undefined;
    const { place } = series;
    const lines = byPlace.get(place) ?? {
      place,
      takenUpTo: place.receivedUpTo ?? Number.POSITIVE_INFINITY,
      lineAt: new Map(),
    };
    byPlace.set(place, lines);
    return lines;
  });
}
