import { InvalidInputError, isId, parameterOf, type SeriesKey } from '@banyu/contracts';
import type { TimeRange } from '@banyu/store';

/** Where a page of readings ended, and the range it belongs to: later pages must not slide with the clock. */
export interface ReadingsCursor extends TimeRange {
  readonly after: SeriesKey & { readonly t: number };
}

/** The cursor as a text that fits an address; opaque to clients. */
export function encodeReadingsCursor({ from, to, after }: ReadingsCursor): string {
  const { t, point, device, parameter } = after;
  return Buffer.from([from, to, t, point, device, parameter].join('/')).toString('base64url');
}

/** Reads a cursor of this plant back. Throws InvalidInputError for anything that is none. */
export function decodeReadingsCursor(text: string, plant: string): ReadingsCursor {
  const parts = Buffer.from(text, 'base64url').toString('latin1').split('/');
  const [from, to, t] = parts.slice(0, 3).map(Number);
  const [, , , point, device, parameter] = parts;
  const whole =
    parts.length === 6 &&
    isInstant(from) &&
    isInstant(to) &&
    isInstant(t) &&
    isId(point ?? '') &&
    isId(device ?? '') &&
    parameterOf(parameter ?? '') !== undefined;
  if (!whole || point === undefined || device === undefined || parameter === undefined || from >= to) {
    throw notACursor();
  }
  return { from, to, after: { plant, point, device, parameter, t } };
}

/** Where a page of samples ended. */
export interface SamplesCursor {
  readonly from: number;
  readonly id: string;
}

export function encodeSamplesCursor({ from, id }: SamplesCursor): string {
  return Buffer.from(`${from}/${id}`).toString('base64url');
}

/** Throws InvalidInputError. */
export function decodeSamplesCursor(text: string): SamplesCursor {
  const [, from = '', id = ''] =
    /^(\d{1,15})\/(.{1,64})$/s.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (id === '') throw notACursor();
  return { from: Number(from), id };
}

/** Cursors of lists that are numbered: the id of the last entry on the page. */
export function decodeIdCursor(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw notACursor();
  return Number(text);
}

function isInstant(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0;
}

function notACursor(): InvalidInputError {
  return new InvalidInputError('expected the `next` of the page before, unchanged', { field: 'cursor' });
}
