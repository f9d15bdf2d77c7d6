import type { ApiCorrection } from '@banyu/contracts';
import { type ParameterLabel, useWording } from '../services.ts';
import { useCorrectionText } from './correction-text.ts';

/** What was laid over the values that are shown, who did it and why. */
export function LayerList({ layers, label }: { layers: readonly ApiCorrection[]; label: ParameterLabel }) {
  const { text, format } = useWording();
  const describe = useCorrectionText();
  if (layers.length === 0) return <p class="layers">{text.noLayers}</p>;
  return (
    <ul class="layers">
      {layers.map(({ id, what, from, to, recordedBy, why }) => (
        <li key={id}>
          <strong>{describe(what, label)}</strong> {`${format.dateTime(from)} – ${format.dateTime(to)} `}
          <span>{`${recordedBy}: ${why}`}</span>
        </li>
      ))}
    </ul>
  );
}
