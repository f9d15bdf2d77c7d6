import { RANGES, type Range } from '../route.ts';
import { useWording } from '../services.ts';

/** The periods of a trend to choose from. */
export function RangeChoice({ range, onChoose }: { range: Range; onChoose: (range: Range) => void }) {
  const { text } = useWording();
  return (
    <fieldset class="segments ranges" aria-label={text.range}>
      {RANGES.map((known) => (
        <button
          key={known}
          type="button"
          aria-label={text.rangeNames[known]}
          aria-pressed={known === range}
          onClick={() => onChoose(known)}
        >
          {text.ranges[known]}
        </button>
      ))}
    </fieldset>
  );
}
