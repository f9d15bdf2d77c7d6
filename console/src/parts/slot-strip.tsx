import type { ApiSlotSpan } from '@banyu/contracts';
import { useMemo } from 'preact/hooks';
import { STATUSES_SHOWN, STRIP_HEIGHT, STRIP_WIDTH, spanAt, stripPaths } from '../slots.ts';
import type { Stretch } from './sparkline.tsx';

/** Slots side by side: what is wrong stands higher. Tells which span is pointed at. */
export function SlotStrip({
  spans,
  stretch: { from, to },
  label,
  onPoint,
}: {
  spans: readonly ApiSlotSpan[];
  stretch: Stretch;
  label: string;
  onPoint: (span: ApiSlotSpan | undefined) => void;
}) {
  const paths = useMemo(() => stripPaths(spans, from, to), [spans, from, to]);
  const point = (event: PointerEvent) => {
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
    onPoint(spanAt(spans, from + ((event.clientX - left) / width) * (to - from)));
  };
  return (
    <svg
      class="slot-strip"
      viewBox={`0 0 ${STRIP_WIDTH} ${STRIP_HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      onPointerDown={point}
      onPointerMove={point}
      onPointerLeave={(event) => {
        // A finger leaves as soon as it is lifted; what it pointed at stays to be read.
        if (event.pointerType === 'mouse') onPoint(undefined);
      }}
    >
      {STATUSES_SHOWN.map((status) =>
        paths[status] === '' ? null : <path key={status} class={`slot ${status}`} d={paths[status]} />,
      )}
    </svg>
  );
}
