import { VALUES, type Values } from '../route.ts';
import { useWording } from '../services.ts';

/** Whether a trend shows what was received, or what the corrections make of it. */
export function ValuesChoice({ values, onChoose }: { values: Values; onChoose: (values: Values) => void }) {
  const { text } = useWording();
  return (
    <fieldset class="segments" aria-label={text.values}>
      {VALUES.map((known) => (
        <button key={known} type="button" aria-pressed={known === values} onClick={() => onChoose(known)}>
          {text.valuesNames[known]}
        </button>
      ))}
    </fieldset>
  );
}
