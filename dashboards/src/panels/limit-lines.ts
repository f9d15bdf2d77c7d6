import type { Edition } from '../dashboard.ts';
import { BY_INTERVAL, RANGE_AND_DAY_BEFORE, tagIsVariable } from '../influxql/macros.ts';
import { quoted, tagIs } from '../influxql/select.ts';
import type { Query } from '../influxql/target.ts';
import { DERIVED } from '../influxql/telemetry.ts';

/** Limits of one parameter at sampling points; only the compliance point has any. */
interface Limited {
  /** As people read the parameter. */
  readonly name: string;
  /** Which parameter, and where. */
  readonly where: readonly string[];
}

/**
 * The lower and upper limit of the chosen plant's effluent standard as series. They are derived once a day, as it begins:
 * each holds until the next, so the day before the range is asked for too.
 */
export function limitLines({ say }: Edition, { name, where }: Limited): readonly Query[] {
  const line = (field: 'limit_min' | 'limit_max', called: string): Query => ({
    select: `last(${quoted(field)})`,
    from: DERIVED,
    where: [tagIsVariable('plant', 'plant'), tagIs('period', 'day'), ...where],
    during: RANGE_AND_DAY_BEFORE,
    groupBy: [BY_INTERVAL],
    fill: 'previous',
    alias: `${name} · ${called}`,
  });
  return [
    line('limit_min', say({ id: 'batas bawah', en: 'lower limit' })),
    line('limit_max', say({ id: 'batas atas', en: 'upper limit' })),
  ];
}
