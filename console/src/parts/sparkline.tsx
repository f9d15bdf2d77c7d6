import { useMemo } from 'preact/hooks';
import { sparklinePaths } from '../chart/sparkline-paths.ts';
import type { Curve } from '../history.ts';

/** A stretch of time, Unix ms. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A small trend: band from lowest to highest, mean, gaps; a red foot where readings failed. */
export function Sparkline({
  curve,
  stretch: { from, to },
  leastSpan,
}: {
  curve: Curve | undefined;
  stretch: Stretch;
  leastSpan: number;
}) {
  const paths = useMemo(
    () => (curve === undefined ? undefined : sparklinePaths(curve, from, to, leastSpan)),
    [curve, from, to, leastSpan],
  );
  return (
    <svg
      class="sparkline"
      viewBox="0 0 100 40"
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      {paths !== undefined && (
        <>
          <path class="band" d={paths.band} />
          <path class="line" d={paths.line} />
          <path class="untrusted" d={paths.untrusted} />
          <path class="head" d={paths.head} />
        </>
      )}
    </svg>
  );
}
