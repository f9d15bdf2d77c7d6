import type { ApiComparison } from '@banyu/contracts';
import { outcomeText } from '../../laboratory/outcome.ts';
import { type ParameterLabel, useWording } from '../../services.ts';

/** The pairs in figures, newest first. */
export function PairTable({ pairs, label }: { pairs: ApiComparison['pairs']; label: ParameterLabel }) {
  const { text, format } = useWording();
  const { laboratory } = text;
  const value = (number: number | null) => format.value(number, label.decimals);
  return (
    <div class="table-frame tall">
      <table class="rows pairs">
        <thead>
          <tr>
            <th>{laboratory.sample}</th>
            <th>{laboratory.taken}</th>
            <th class="number">{laboratory.laboratory}</th>
            <th class="number">{laboratory.sensor}</th>
            <th class="number">{laboratory.difference}</th>
            <th class="number">RPD</th>
          </tr>
        </thead>
        <tbody>
          {pairs.toReversed().map((pair) => (
            <tr key={pair.sample} class={pair.agrees === false ? 'noted' : undefined}>
              <td data-label={laboratory.sample}>{pair.sample}</td>
              <td data-label={laboratory.taken}>{format.moment(pair.t)}</td>
              <td data-label={laboratory.laboratory} class="number">
                {outcomeText(pair.laboratory, format, text)}
              </td>
              <td data-label={laboratory.sensor} class="number">
                {value(pair.sensor)}
              </td>
              <td data-label={laboratory.difference} class="number">
                {(pair.difference ?? 0) > 0 && '+'}
                {value(pair.difference)}
              </td>
              <td data-label="RPD" class="number">
                {pair.rpd === null ? '–' : `${format.value(pair.rpd, 1)} %`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
