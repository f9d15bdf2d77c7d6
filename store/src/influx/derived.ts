import { type DerivedFigure, type EventMark, UnavailableError, type WindowMark } from '@banyu/contracts';
import { InfluxHttp } from './http.ts';
import { identifier } from './influxql.ts';
import { decimal, escapeName } from './line-protocol.ts';
import type { InfluxOptions } from './options.ts';
import { type DerivedSpan, outdatedPoints } from './outdated.ts';

/*
 * Derived figures in InfluxDB, for dashboards. One point per plant, period, and sampling point and parameter where the
 * figure speaks of one (tags), at the begin of the period, with these fields:
 *
 *   <figure>               float  the value
 *   <figure>_completeness  float  the share of the period that it stands on, 0 to 1; a limit has none
 *
 * And what happened at devices, one point per plant, device, kind (tags) and time: `title`, `text` and `tags` (with commas
 * between), all text.
 *
 * And the service windows that people entered, one point per plant and window (tags) at its begin, so that what is ended or
 * cancelled takes the place of what was; `title`, `text` and `tags` as above, and
 *
 *   timeEnd    integer  its end, Unix ms; while it is open a time that nobody will see
 *   cancelled  boolean  it should not have been
 */

/** The measurement of the derived figures. */
export const DERIVED = 'derived';

/** The measurement of what happened at devices. */
export const EVENT = 'event';

/** The measurement of the service windows. */
export const WINDOW = 'service_window';

/** The end of a window that has none yet, Unix ms: 1 January 2200. Charts end before, and a comparison holds. */
const OPEN_END = Date.UTC(2200, 0, 1);

/** Lines written at once. */
const LINES_PER_REQUEST = 5_000;

export interface DerivedWriter {
  /**
   * Writes all figures of a plant's periods: what was written of them before and is not among these goes. Throws
   * UnavailableError: then try again.
   */
  replace(plant: string, spans: readonly DerivedSpan[], figures: readonly DerivedFigure[]): Promise<void>;
  /** Writes marks; one that is there stays one. Throws UnavailableError: then try again. */
  mark(events: readonly EventMark[]): Promise<void>;
  /** Writes windows in the place of those of the same number. Throws UnavailableError: then try again. */
  markWindows(windows: readonly WindowMark[]): Promise<void>;
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
  const { retentionPolicy } = options;
  const prefix = retentionPolicy === undefined ? '' : `${identifier(retentionPolicy)}.`;
  // A deletion takes no retention policy.
  const measurement = { name: DERIVED, inPolicy: `${prefix}${identifier(DERIVED)}` };
  const remove = async (...of: Parameters<DerivedWriter['replace']>): Promise<void> => {
    const outdated = await outdatedPoints(http, measurement, ...of);
    for await (const _ of http.query(outdated)) {
      // A deletion answers nothing.
    }
  };
  return {
    async replace(plant, spans, figures) {
      // Where nothing can be deleted, what is known is written all the same.
      const [removed] = await Promise.allSettled([remove(plant, spans, figures)]);
      await write(figures.map(lineOf));
      if (removed.status === 'rejected') throw removed.reason;
    },
    mark: (events) => write(events.map(markLine)),
    markWindows: (windows) => write(windows.map(windowLine)),
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
  return `${head.join(',')} ${words({ title, text, tags })} ${t}\n`;
}

function windowLine({ plant, id, from, to, isCancelled, ...said }: WindowMark): string {
  const fields = [`cancelled=${isCancelled}`, words(said), `timeEnd=${to ?? OPEN_END}i`];
  return `${WINDOW},plant=${escapeName(plant)},window=${id} ${fields.join(',')} ${from}\n`;
}

/** What people read of a mark, as fields. */
function words({ title, text, tags }: Pick<EventMark, 'title' | 'text' | 'tags'>): string {
  return `tags=${textField(tags.join(','))},text=${textField(text)},title=${textField(title)}`;
}

/** A text by people as line protocol takes it: on one line. */
function textField(text: string): string {
  return `"${text.replace(/\p{Cc}/gu, ' ').replace(/["\\]/g, '\\$&')}"`;
}
