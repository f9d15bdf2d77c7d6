import type { Curve } from '../history.ts';
import { useWording } from '../services.ts';

/** What the strokes of the chart mean, and what one point stands for. */
export function TrendLegend({ curve }: { curve: Curve }) {
  const { text, format } = useWording();
  const aggregated = curve.mode === 'aggregated';
  return (
    <ul class="legend">
      <li>
        <svg viewBox="0 0 20 12" aria-hidden="true" focusable="false">
          <path class="line" d="M1 6h18" />
        </svg>
        {aggregated ? text.mean : text.value}
        {` (${aggregated ? text.bucket(format.duration(curve.bucketMs)) : text.rawPoints})`}
      </li>
      {aggregated && (
        <li>
          <svg viewBox="0 0 20 12" aria-hidden="true" focusable="false">
            <path class="band" d="M1 1h18v10H1z" />
          </svg>
          {text.bandLegend}
        </li>
      )}
      <li>
        <svg viewBox="0 0 20 12" aria-hidden="true" focusable="false">
          <path class="suspect" d="M10 1.5 15 10.5H5Z" />
        </svg>
        {text.markSuspect}
      </li>
      <li>
        <svg viewBox="0 0 20 12" aria-hidden="true" focusable="false">
          <path class="untrusted" d="m6 2 8 8m0-8-8 8" />
        </svg>
        {text.markUntrusted}
      </li>
      {curve.layers !== undefined && (
        <>
          <li>
            <svg viewBox="0 0 20 12" aria-hidden="true" focusable="false">
              <circle class="corrected" cx="10" cy="6" r="4" />
            </svg>
            {text.markCorrected}
          </li>
          <li>
            <svg viewBox="0 0 20 12" aria-hidden="true" focusable="false">
              <path class="line dashed" d="M1 6h18" />
            </svg>
            {text.markEstimated}
          </li>
        </>
      )}
      {!aggregated && curve.thinned && <li>{text.thinned}</li>}
    </ul>
  );
}
