import type { TargetedKeyboardEvent } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { columnsOf } from '../chart/columns.ts';
import type { ChartLimit } from '../chart/draw-limit.ts';
import { TrendChart } from '../chart/trend-chart.ts';
import { figuresOf } from '../chart/trend-figures.ts';
import type { Curve } from '../history.ts';
import { useObserved } from '../observable.ts';
import { type ParameterLabel, useServices, useWording } from '../services.ts';
import { PERIODS, type TrendLive } from '../trend-live.ts';
import { FigureList } from './figure-list.tsx';
import { LayerList } from './layer-list.tsx';
import { Notice } from './notice.tsx';
import { TrendLegend } from './trend-legend.tsx';
import { useReadout } from './trend-readout.ts';

/** How often the chart moves on with the time, as a share of its period: about a pixel. */
const STEPS_PER_PERIOD = 1_200;

interface TrendViewProps {
  readonly trend: TrendLive;
  readonly label: ParameterLabel;
  /** IANA zone of the plant. */
  readonly timeZone: string;
  /** The limit in force, where there is one. */
  readonly limit: ChartLimit | undefined;
}

/** A trend: the chart with its readout and its figures; until it is there, what holds it up. */
export function TrendView(props: TrendViewProps) {
  const { trend } = props;
  const { text } = useWording();
  const { curve, failure } = useObserved(trend.history, (history) => history);
  if (curve !== undefined) return <LoadedTrend {...props} curve={curve} />;
  if (failure === undefined) return <p class="loading chart">{text.loading}</p>;
  const advice = failure === '' ? text.unreachableAdvice : text.loadFailedAdvice(failure);
  return (
    <Notice severity="problem" title={text.trendFailed} advice={advice} onRetry={() => void trend.load()} />
  );
}

function LoadedTrend({ trend, label, timeZone, limit, curve }: TrendViewProps & { readonly curve: Curve }) {
  const { clock, preferences } = useServices();
  const { text, format, language } = useWording();
  const theme = useObserved(preferences.theme, (value) => value);
  const readoutOf = useReadout(label);
  const periodMs = PERIODS[trend.range].ms;
  const stepMs = periodMs / STEPS_PER_PERIOD;
  const to = useObserved(clock, (now) => Math.ceil(now / stepMs) * stepMs);
  const columns = useMemo(() => columnsOf(curve, to), [curve, to]);
  const figures = useMemo(() => figuresOf(columns), [columns]);
  const [pointed, setPointed] = useState<number>();
  const parent = useRef<HTMLDivElement>(null);
  const chart = useRef<TrendChart | null>(null);

  useEffect(() => {
    if (parent.current === null) return;
    const opened = new TrendChart(parent.current, columns, [to - periodMs, to], {
      timeZone,
      tick: (t, dayOnly) => (dayOnly || format.isMidnight(t) ? format.day(t) : format.time(t)),
      value: format.value,
      decimals: label.decimals,
      leastSpan: label.leastSpan,
      limit,
      onCursor: setPointed,
    });
    chart.current = opened;
    return () => opened.close();
  }, [theme, language, timeZone, limit?.min, limit?.max]);
  useEffect(() => chart.current?.update(columns, [to - periodMs, to]), [columns, to]);

  const newest = columns.t.length - 1;
  const shown = Math.min(pointed ?? newest, newest);
  const readout = readoutOf(columns, shown);
  const moveByKey = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    const targets: Record<string, number> = {
      ArrowLeft: shown - 1,
      ArrowRight: shown + 1,
      Home: 0,
      End: newest,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    chart.current?.point(Math.min(Math.max(target, 0), newest));
  };

  return (
    <>
      <p class="readout">
        <strong>{readout.when}</strong> <span>{readout.what}</span>
      </p>
      <div
        ref={parent}
        class="chart"
        role="slider"
        tabIndex={0}
        aria-label={text.chartLabel}
        aria-valuemin={0}
        aria-valuemax={Math.max(newest, 0)}
        aria-valuenow={Math.max(shown, 0)}
        aria-valuetext={`${readout.when} ${readout.what}`.trim()}
        onKeyDown={moveByKey}
      />
      <TrendLegend curve={curve} />
      {curve.layers !== undefined && <LayerList layers={curve.layers} label={label} />}
      {/* Thinned readings are not all there were: no figures then. */}
      {!(curve.mode === 'raw' && curve.thinned) && <FigureList figures={figures} label={label} />}
    </>
  );
}
