import type { ApiComparison } from '@banyu/contracts';
import { useMemo } from 'preact/hooks';
import type { XyChartOptions } from '../../chart/xy-chart.ts';
import { type ParameterLabel, useWording } from '../../services.ts';
import { XyPlot } from './xy-plot.tsx';

/** A sensor and the laboratory pair by pair, in time, and on the control chart. */
export function ComparisonPlots({
  comparison,
  label,
  timeZone,
}: {
  comparison: ApiComparison;
  label: ParameterLabel;
  timeZone: string;
}) {
  const { text, format } = useWording();
  const { laboratory } = text;
  const { pairs, drift } = comparison;
  const day = (t: number) => format.day(t);
  const [scatter, inTime, chart] = useMemo(
    (): readonly XyChartOptions[] => [
      { ...scatterOf(comparison), writeX: format.number, writeY: format.number },
      {
        timeZone,
        x: pairs.map(({ t }) => t),
        lines: [
          { values: pairs.map(laboratoryValue), colour: '--warn', look: 'rings' },
          { values: pairs.map(({ sensor }) => sensor), colour: '--accent', look: 'dots' },
        ],
        ...{ writeX: day, writeY: format.number },
      },
      {
        timeZone,
        x: drift.points.map(({ t }) => t),
        lines: [
          { values: drift.points.map(({ high }) => high), colour: '--bad', look: 'line' },
          { values: drift.points.map(({ low }) => -low), colour: '--accent', look: 'line' },
          { values: drift.points.map(({ limit }) => limit), colour: '--muted', look: 'dashes' },
          { values: drift.points.map(({ limit }) => -limit), colour: '--muted', look: 'dashes' },
        ],
        ...{ writeX: day, writeY: format.number },
      },
    ],
    [comparison, format, timeZone],
  );
  const unit = label.unit === '' ? '' : ` (${label.unit})`;
  return (
    <div class="plots">
      {scatter !== undefined && (
        <XyPlot
          title={`${laboratory.scatterTitle}${unit}`}
          label={laboratory.scatterLabel}
          legend={[
            ['dots accent', `${laboratory.sensor} / ${laboratory.laboratory}`],
            ['dashes muted', laboratory.equal],
          ]}
          options={scatter}
        />
      )}
      {inTime !== undefined && (
        <XyPlot
          title={`${laboratory.timeTitle}${unit}`}
          label={laboratory.timeLabel}
          legend={[
            ['rings warn', laboratory.laboratory],
            ['dots accent', laboratory.sensor],
          ]}
          options={inTime}
        />
      )}
      {chart !== undefined && drift.points.length > 0 && (
        <XyPlot
          title={laboratory.driftTitle}
          label={laboratory.driftLabel}
          legend={[
            ['line bad', laboratory.driftUp],
            ['line accent', laboratory.driftDown],
            ['dashes muted', laboratory.driftLimit],
          ]}
          options={chart}
        />
      )}
    </div>
  );
}

/** Sensor over laboratory, and the line on which both are equal. */
function scatterOf({ pairs }: ApiComparison): Pick<XyChartOptions, 'x' | 'lines'> {
  const points = pairs
    .flatMap(({ laboratory, sensor }) =>
      laboratory.kind === 'value' ? [{ x: laboratory.value, y: sensor }] : [],
    )
    .toSorted((a, b) => a.x - b.x);
  const ends = points.flatMap(({ x, y }) => [x, y]);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const x = [low, ...points.map((point) => point.x), high];
  return {
    x,
    lines: [
      { values: [null, ...points.map(({ y }) => y), null], colour: '--accent', look: 'dots' },
      { values: x, colour: '--muted', look: 'dashes' },
    ],
  };
}

function laboratoryValue({ laboratory }: ApiComparison['pairs'][number]): number | null {
  return laboratory.kind === 'value' ? laboratory.value : null;
}
