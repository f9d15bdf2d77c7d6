import { type DerivedFigure, UnavailableError } from '@banyu/contracts';
import { InfluxHttp } from './http.ts';
import { decimal, escapeName } from './line-protocol.ts';
import type { InfluxOptions } from './options.ts';

/*
 * Derived figures in InfluxDB, for dashboards. One point per plant, period, and sampling point and parameter where the
 * figure speaks of one (tags), at the begin of the period, with these fields:
 *
 *   <figure>               float  the value
 *   <figure>_completeness  float  the share of the period that it stands on, 0 to 1
 */

/** The measurement of the derived figures. */
export const DERIVED = 'derived';

/** Lines written at once. */
const LINES_PER_REQUEST = 5_000;

export interface DerivedWriter {
  /** Writes figures in the place of those of the same period. Throws UnavailableError: then try again. */
  write(figures: readonly DerivedFigure[]): Promise<void>;
  close(): Promise<void>;
}

/** Writes derived figures beside the readings in InfluxDB; the database is there since readings are. */
export function openDerivedWriter(options: InfluxOptions): DerivedWriter {
  const http = new InfluxHttp(options);
  return {
    async write(figures) {
      for (let begin = 0; begin < figures.length; begin += LINES_PER_REQUEST) {
        const lines = figures.slice(begin, begin + LINES_PER_REQUEST).map(lineOf);
        const answer = await http.write(lines.join(''));
        if (answer.status !== 'written')
          throw new UnavailableError(`Cannot keep derived figures: ${answer.reason}`);
      }
    },
    close: () => http.close(),
  };
}

function lineOf({ figure, plant, period, point, parameter, t, value, completeness }: DerivedFigure): string {
  const tags = Object.entries({ parameter, period, plant, point }).flatMap(([tag, of]) =>
    of === undefined ? [] : [`${tag}=${escapeName(of)}`],
  );
  return `${[DERIVED, ...tags].join(',')} ${figure}=${decimal(value)},${figure}_completeness=${decimal(completeness)} ${t}\n`;
}
