import type { ApiSlotSpan } from '@banyu/contracts';

export type SlotStatus = ApiSlotSpan['status'];
export type SlotCause = ApiSlotSpan['cause'];

/** From the most to the least that an operator cares for; also the order in which they are drawn, the last on top. */
export const STATUSES_SHOWN = [
  'pending',
  'received',
  'late',
  'excluded',
  'flagged',
  'rejected',
  'missing',
] as const satisfies readonly SlotStatus[];

/** A strip is so wide and high in its own units, whatever it is on the screen. */
export const STRIP_WIDTH = 1_440;
export const STRIP_HEIGHT = 20;

/** What stands out must not be too narrow to be seen: on a phone, a pixel is some five of these units. */
const LEAST_WIDTH = 6;

/** How high a status stands, in parts of the strip: what is wrong stands out, also without its colour. */
const HEIGHTS: Readonly<Record<SlotStatus, number>> = {
  pending: 0.2,
  received: 0.5,
  late: 0.5,
  excluded: 0.5,
  flagged: 0.75,
  rejected: 1,
  missing: 1,
};

/** The outline of each status in a strip from `from` to `to`: an SVG path, empty where there is none. */
export function stripPaths(
  spans: readonly ApiSlotSpan[],
  from: number,
  to: number,
): Readonly<Record<SlotStatus, string>> {
  const paths = { pending: '', received: '', late: '', excluded: '', flagged: '', rejected: '', missing: '' };
  const scale = STRIP_WIDTH / (to - from);
  for (const span of spans) {
    const begin = Math.max(0, (span.from - from) * scale);
    const end = Math.min(STRIP_WIDTH, (span.to - from) * scale);
    const least = span.status === 'received' || span.status === 'pending' ? 0 : LEAST_WIDTH;
    const width = Math.max(end - begin, least);
    const x = Math.min(begin, STRIP_WIDTH - width);
    const top = STRIP_HEIGHT * (1 - HEIGHTS[span.status]);
    paths[span.status] += `M${round(x)} ${top}h${round(width)}V${STRIP_HEIGHT}h${round(-width)}z`;
  }
  return paths;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** On a young plant the strips are shorter than a day, but not shorter than this. */
const SHORTEST_MS = 3_600_000;

/** Where the strips begin: with what was asked for, or with the first slot of a young plant. */
export function stripsBegin(
  series: readonly { readonly spans: readonly ApiSlotSpan[] }[],
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const firsts = series.flatMap(({ spans }) => spans[0]?.from ?? []);
  return Math.max(from, Math.min(to - SHORTEST_MS, ...firsts));
}

/** What share of the slots that are due has its value, in time or late; undefined while none is due. */
export function completeShare(spans: readonly ApiSlotSpan[]): number | undefined {
  let due = 0;
  let complete = 0;
  for (const { status, slots } of spans) {
    if (status === 'pending') continue;
    due += slots;
    if (status === 'received' || status === 'late') complete += slots;
  }
  return due === 0 ? undefined : complete / due;
}

/** The span at a time, or the nearest one to it. */
export function spanAt(spans: readonly ApiSlotSpan[], t: number): ApiSlotSpan | undefined {
  const away = (span: ApiSlotSpan): number => Math.max(span.from - t, t - span.to, 0);
  return spans.reduce<ApiSlotSpan | undefined>(
    (nearest, span) => (nearest === undefined || away(span) < away(nearest) ? span : nearest),
    undefined,
  );
}

/** What took most of the slots that have no value; undefined when all have theirs. */
export function mainLoss(
  spans: readonly ApiSlotSpan[],
): { readonly status: SlotStatus; readonly cause: SlotCause; readonly slots: number } | undefined {
  const losses = new Map<string, { status: SlotStatus; cause: SlotCause; slots: number }>();
  for (const { status, cause, slots } of spans) {
    if (status === 'received' || status === 'late' || status === 'pending') continue;
    const loss = losses.get(`${status} ${cause}`) ?? { status, cause, slots: 0 };
    loss.slots += slots;
    losses.set(`${status} ${cause}`, loss);
  }
  return [...losses.values()].toSorted((a, b) => b.slots - a.slots)[0];
}
