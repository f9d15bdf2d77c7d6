import { useEffect, useRef } from 'preact/hooks';
import { XyChart, type XyChartOptions } from '../../chart/xy-chart.ts';
import { useObserved } from '../../observable.ts';
import { useServices, useWording } from '../../services.ts';

/** A chart with its title and what its strokes mean; `label` says for those who do not see it what it shows. */
export function XyPlot({
  title,
  label,
  legend,
  options,
}: {
  title: string;
  label: string;
  legend: readonly (readonly [look: string, name: string])[];
  options: XyChartOptions;
}) {
  const { preferences } = useServices();
  const { language } = useWording();
  const theme = useObserved(preferences.theme, (value) => value);
  const parent = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (parent.current === null) return;
    const chart = new XyChart(parent.current, options);
    return () => chart.close();
  }, [options, theme, language]);
  return (
    <figure class="plot">
      <figcaption>{title}</figcaption>
      <div class="plot-canvas" ref={parent} role="img" aria-label={label} />
      <ul class="plot-legend">
        {legend.map(([look, name]) => (
          <li key={name} class={look}>
            {name}
          </li>
        ))}
      </ul>
    </figure>
  );
}
