import type { TrendFigures } from '../chart/trend-figures.ts';
import { type ParameterLabel, useWording } from '../services.ts';

/** A period in figures, and how many readings they stand on. */
export function FigureList({ figures, label }: { figures: TrendFigures; label: ParameterLabel }) {
  const { text, format } = useWording();
  const { low, mean, high, total, good, estimated } = figures;
  const withUnit = (value: number | null) => `${format.value(value, label.decimals)} ${label.unit}`.trim();
  const entries = [
    [text.minimum, withUnit(low)],
    [text.mean, withUnit(mean)],
    [text.maximum, withUnit(high)],
    [text.readings, format.count(total)],
    [text.goodShare, total === 0 ? '–' : format.percent(good / total)],
    ...(estimated > 0 ? [[text.estimates, format.count(estimated)] as const] : []),
  ] as const;
  return (
    <dl class="figures">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
