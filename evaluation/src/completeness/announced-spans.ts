import type { ExcludedSpan, ServiceEvent } from './facts.ts';

/**
 * Work whose end a device never tells counts for so long: a device must not take itself out for good by saying that
 * somebody works on it. What takes longer, a person declares as a service window.
 */
const LONGEST_WORK_MS = 86_400_000;

/**
 * The times in which somebody worked on a device or its sensors, by what it said itself: from the begin of a kind of
 * work to its end, on one parameter or on all. An end without a parameter ends that kind of work on each. `events`
 * ascend in time.
 */
export function announcedSpans(events: readonly ServiceEvent[]): ExcludedSpan[] {
  const spans: ExcludedSpan[] = [];
  const open = new Map<
    string,
    { readonly from: number; readonly kind: string; readonly parameter: string | null }
  >();
  const close = (name: string, at: number): void => {
    const work = open.get(name);
    if (work === undefined) return;
    open.delete(name);
    const { from, parameter } = work;
    spans.push({ from, to: Math.min(at, from + LONGEST_WORK_MS), parameter, cause: 'maintenance' });
  };
  for (const { t, kind: event, parameter } of events) {
    const [kind = event, edge] = event.split('-');
    const name = `${kind}/${parameter ?? ''}`;
    if (edge === 'begun') {
      const work = open.get(name);
      if (work !== undefined && t - work.from < LONGEST_WORK_MS) continue;
      close(name, t);
      open.set(name, { from: t, kind, parameter });
    } else if (parameter === null) {
      for (const [each, work] of [...open]) if (work.kind === kind) close(each, t);
    } else {
      close(name, t);
    }
  }
  for (const name of [...open.keys()]) close(name, Number.POSITIVE_INFINITY);
  return spans;
}
