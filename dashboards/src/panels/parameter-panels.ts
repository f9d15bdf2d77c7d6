import type { ParameterId } from '@banyu/contracts';
import { parameterOf } from '@banyu/contracts';
import type { Edition } from '../dashboard.ts';
import { BY_INTERVAL, tagIsVariable } from '../influxql/macros.ts';
import { quoted, tagIs } from '../influxql/select.ts';
import { seriesTargets } from '../influxql/target.ts';
import { inFigures, TELEMETRY } from '../influxql/telemetry.ts';
import type { Text } from '../text.ts';
import { unitOf } from '../unit.ts';
import type { PanelBuilder } from './house.ts';
import { limitLines } from './limit-lines.ts';
import { stat } from './stat.ts';
import { trend } from './trend.ts';

const NOT_FAILED: Text = {
  id: 'Nilai yang gagal uji mutu (bendera 4) atau tidak ada (9) tidak dihitung.',
  en: 'Values that failed quality control (flag 4) or are missing (9) are left out.',
};

/** The newest value of a parameter at one sampling point of the chosen plant. */
export function newest(edition: Edition, parameter: ParameterId, point: string): PanelBuilder {
  return stat(edition.say, {
    title: { id: nameOf(parameter, 'id'), en: nameOf(parameter, 'en') },
    description: joined(
      {
        id: `Nilai terbaru di titik ${point} dalam rentang waktu yang dipilih.`,
        en: `The newest value at ${point} within the chosen range.`,
      },
      NOT_FAILED,
    ),
    unit: unitOf(parameter),
    targets: seriesTargets([
      {
        select: `last(${quoted(parameter)})`,
        from: TELEMETRY,
        where: [tagIsVariable('plant', 'plant'), tagIs('point', point), inFigures(parameter)],
        groupBy: ['"device"'],
        alias: '$tag_device',
      },
    ]),
  });
}

export interface ParameterTrend {
  readonly title: Text;
  /** Parameters of one unit. */
  readonly parameters: readonly [ParameterId, ...ParameterId[]];
  readonly points: readonly [string, ...string[]];
  /** At which of them the limits of the effluent standard are drawn, if it is the compliance point. */
  readonly limitsAt?: string;
  readonly width?: number;
}

/** Parameters of one unit at sampling points of the chosen plant, as means of the buckets that the panel is wide. */
export function parameterTrend(
  edition: Edition,
  { title, parameters, points, limitsAt, width }: ParameterTrend,
): PanelBuilder {
  const { language, say } = edition;
  const places = parameters.flatMap((parameter) => points.map((point) => ({ parameter, point })));
  return trend(say, {
    title,
    description: joined(
      { id: 'Rata-rata per selang waktu dan perangkat.', en: 'Means by interval and device.' },
      NOT_FAILED,
    ),
    unit: unitOf(parameters[0]),
    ...(width !== undefined && { width }),
    targets: seriesTargets([
      ...places.map(({ parameter, point }) => ({
        select: `mean(${quoted(parameter)})`,
        from: TELEMETRY,
        where: [tagIsVariable('plant', 'plant'), tagIs('point', point), inFigures(parameter)],
        groupBy: [BY_INTERVAL, '"device"'],
        fill: 'null' as const,
        alias: `${nameOf(parameter, language)} · $tag_device`,
      })),
      ...(limitsAt === undefined ? [] : parameters).flatMap((parameter) =>
        limitLines(edition, {
          name: nameOf(parameter, language),
          where: [tagIs('parameter', parameter), tagIs('point', limitsAt ?? '')],
        }),
      ),
    ]),
  });
}

function nameOf(parameter: ParameterId, language: 'id' | 'en'): string {
  return parameterOf(parameter)?.name[language] ?? parameter;
}

function joined(first: Text, second: Text): Text {
  return { id: `${first.id} ${second.id}`, en: `${first.en} ${second.en}` };
}
