import type { Audit, AuditEntry } from '@banyu/registry';
import { z } from 'zod';

/** Something that was said of a plant's past, so that its figures may not be what they were. */
export interface FigureChange {
  readonly plant: string;
  /** Unix ms; 0: for ever. */
  readonly since: number;
}

/** When what corrections, windows and schedules say begins. */
const Begin = z.object({ from: z.number() });
const Dated = z.union([
  Begin.transform(({ from }) => from),
  z.object({ window: Begin }).transform(({ window }) => window.from),
  z.object({ schedule: Begin }).transform(({ schedule }) => schedule.from),
]);

/** What of a plant its figures depend on. */
const Judged = z.object({
  timeZone: z.string(),
  standard: z.string().nullable(),
  capacityM3PerDay: z.number().nullable(),
});

/**
 * Gives a function that says what was said since its last call, by the audit trail; nothing the first time. Readings
 * that were judged again are not among it: whoever stores them tells.
 */
export function figureChanges(
  audit: Pick<Audit, 'head' | 'entries'>,
): () => Promise<readonly FigureChange[]> {
  let known: number | undefined;
  return async () => {
    const changes: FigureChange[] = [];
    let last = known ?? (await audit.head()).id;
    for await (const entry of audit.entries(last)) {
      const since = sinceOf(entry);
      if (entry.plant !== null && since !== undefined) changes.push({ plant: entry.plant, since });
      last = entry.id;
    }
    known = last;
    return changes;
  };
}

/** From when on an entry changes figures, Unix ms; undefined when it changes none. */
function sinceOf({ action, before, after }: AuditEntry): number | undefined {
  const said = [before, after].map((json): unknown => JSON.parse(json ?? 'null'));
  switch (action) {
    case 'correction.add':
    case 'correction.withdraw':
    case 'window.declare':
    case 'window.end':
    case 'window.cancel':
    case 'schedule.set':
    case 'schedule.withdraw': {
      const begins = said.flatMap((each) => Dated.safeParse(each).data ?? []);
      return begins.length === 0 ? 0 : Math.min(...begins);
    }
    case 'plant.update': {
      const [was, is] = said.map((each) => JSON.stringify(Judged.safeParse(each).data));
      return was === is ? undefined : 0;
    }
    // It may be the one at which limits hold.
    case 'point.add':
      return 0;
    default:
      return undefined;
  }
}
