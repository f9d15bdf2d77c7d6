import { type DerivedFigure, type EventMark, UnavailableError } from '@banyu/contracts';
import { InfluxHttp } from './http.ts';
import { decimal, escapeName } from './line-protocol.ts';
import type { InfluxOptions } from './options.ts';

/*
 * Derived figures in InfluxDB, for dashboards. One point per plant, period, and sampling point and parameter where the
 * figure speaks of one (tags), at the begin of the period, with these fields:
 *
 *   <figure>               float  the value
 *   <figure>_completeness  float  the share of the period that it stands on, 0 to 1; a limit has none
 *
 * And what happened at devices, one point per plant, device, kind (tags) and time: `title`, `text` and `tags` (with commas
 * between), all text.
 */

/** The measurement of the derived figures. */
export const DERIVED = 'derived';

/** The measurement of what happened at devices. */
export const EVENT = 'event';

/** Lines written at once. */
const LINES_PER_REQUEST = 5_000;

export interface DerivedWriter {
  /** Writes figures in the place of those of the same period. Throws UnavailableError: then try again. */
  write(figures: readonly DerivedFigure[]): Promise<void>;
  /** Writes marks; one that is there stays one. Throws UnavailableError: then try again. */
  mark(events: readonly EventMark[]): Promise<void>;
  close(): Promise<void>;
}

/** Writes derived figures beside the readings in InfluxDB; the database is there since readings are. */
export function openDerivedWriter(options: InfluxOptions): DerivedWriter {
  const http = new InfluxHttp(options);
  const write = async (lines: readonly string[]): Promise<void> => {
    for (let begin = 0; begin < lines.length; begin += LINES_PER_REQUEST) {
      const answer = await http.write(lines.slice(begin, begin + LINES_PER_REQUEST).join(''));
      if (answer.status !== 'written')
        throw new UnavailableError(`Cannot keep what dashboards show: ${answer.reason}`);
    }
  };
  return {
    write: (figures) => write(figures.map(lineOf)),
    mark: (events) => write(events.map(markLine)),
    close: () => http.close(),
  };
}

function lineOf({ figure, plant, period, point, parameter, t, value, completeness }: DerivedFigure): string {
  const tags = Object.entries({ parameter, period, plant, point }).flatMap(([tag, of]) =>
    of === undefined ? [] : [`${tag}=${escapeName(of)}`],
  );
  const beside = completeness === undefined ? '' : `,${figure}_completeness=${decimal(completeness)}`;
  return `${[DERIVED, ...tags].join(',')} ${figure}=${decimal(value)}${beside} ${t}\n`;
}

function markLine({ plant, device, kind, t, title, text, tags }: EventMark): string {
  const head = [
    EVENT,
    `device=${escapeName(device)}`,
    `kind=${escapeName(kind)}`,
    `plant=${escapeName(plant)}`,
  ];
  const fields = [
    `tags=${textField(tags.join(','))}`,
    `text=${textField(text)}`,
    `title=${textField(title)}`,
  ];
  return `${head.join(',')} ${fields.join(',')} ${t}\n`;
}

/** A text by people as line protocol takes it: on one line. */
function textField(text: string): string {
  return `"${text.replace(/\p{Cc}/gu, ' ').replace(/["\\]/g, '\\$&')}"`;
}
