import { eventAnnotation, windowAnnotation } from '../annotations.ts';
import { type Edition, type HouseDashboard, houseDashboard } from '../dashboard.ts';
import { tagIsVariable } from '../influxql/macros.ts';
import { tagIs } from '../influxql/select.ts';
import { seriesTargets } from '../influxql/target.ts';
import { DERIVED } from '../influxql/telemetry.ts';
import { trend } from '../panels/trend.ts';
import type { Text } from '../text.ts';
import { CUBIC_METRES, HOURS, KILOGRAMS_PER_DAY, SHARE, type Unit } from '../unit.ts';
import { periodVariable, plantVariable } from '../variables.ts';

const SCOPE = [tagIsVariable('plant', 'plant'), tagIsVariable('period', 'period')];

/** What the plant does for the water around it, per day, month or semester, from readings alone. */
export function environmentDashboard(edition: Edition): HouseDashboard {
  const { say } = edition;
  return houseDashboard(edition, {
    name: 'environment',
    title: say({ id: 'Banyu: lingkungan', en: 'Banyu: environment' }),
    description: say({
      id: 'Apa yang dilakukan IPAL bagi air di sekitarnya: volume terolah, beban masuk dan keluar, efisiensi penyisihan, kelengkapan; per hari, bulan atau semester.',
      en: 'What the plant does for the water around it: volume treated, loads in and out, removal, completeness; by day, month or semester.',
    }),
    // A period is drawn where it begins: a year back shows two semesters.
    from: 'now-1y/M',
    refresh: '15m',
    variables: [plantVariable(say), periodVariable(say)],
    annotations: [eventAnnotation(say), windowAnnotation(say)],
    sections: [
      {
        title: say({ id: 'Air', en: 'Water' }),
        panels: [
          ...figureAndBasis(edition, {
            field: 'volume',
            title: { id: 'Volume terolah', en: 'Volume treated' },
            description: {
              id: 'Debit efluen dijumlahkan atas jam yang ada bacaannya; jam tanpa bacaan tidak ditaksir.',
              en: 'Flow of the effluent summed over hours with readings; hours without are not estimated.',
            },
            unit: CUBIC_METRES,
            where: [tagIs('point', 'effluent')],
            alias: '$tag_point',
            groupBy: ['"point"'],
          }),
        ],
      },
      {
        title: say({ id: 'Beban', en: 'Loads' }),
        panels: [
          ...figureAndBasis(edition, {
            field: 'load',
            title: { id: 'Beban masuk dan keluar', en: 'Loads in and out' },
            description: {
              id: 'Debit kali kadar dari jam yang punya keduanya, sebagai kg per hari.',
              en: 'Flow times concentration of the hours that have both, as kg per day.',
            },
            unit: KILOGRAMS_PER_DAY,
            where: [],
            alias: '$tag_parameter · $tag_point',
            groupBy: ['"parameter"', '"point"'],
          }),
        ],
      },
      {
        title: say({ id: 'Penyisihan', en: 'Removal' }),
        panels: [
          ...figureAndBasis(edition, {
            field: 'removal',
            title: { id: 'Efisiensi penyisihan', en: 'Removal efficiency' },
            description: {
              id: 'Bagian beban masuk yang tidak keluar lagi, dari jam yang punya kedua beban. Bisa negatif.',
              en: 'Share of the load that came in and did not go out, over hours that have both loads. It may be negative.',
            },
            unit: SHARE,
            where: [],
            alias: '$tag_parameter',
            groupBy: ['"parameter"'],
          }),
        ],
      },
      {
        title: say({ id: 'Batas', en: 'Limits' }),
        panels: [...hoursAndBasis(edition), hoursOutside(edition)],
      },
    ],
  });
}

interface Derived {
  readonly field: string;
  readonly title: Text;
  readonly description: Text;
  readonly unit: Unit;
  readonly where: readonly string[];
  readonly groupBy: readonly string[];
  readonly alias: string;
}

/** A figure, and beside it how much of its period it stands on. */
function figureAndBasis({ say }: Edition, { field, where, groupBy, alias, ...words }: Derived) {
  const query = (of: string) =>
    seriesTargets([{ select: `"${of}"`, from: DERIVED, where: [...SCOPE, ...where], groupBy, alias }]);
  const common = { bars: true, legend: ['lastNotNull'] };
  return [
    trend(say, { ...words, ...common, width: 16, targets: query(field) }),
    trend(say, {
      ...common,
      title: { id: `${words.title.id}: kelengkapan`, en: `${words.title.en}: completeness` },
      description: {
        id: 'Bagian jam dari periode (sampai sekarang) yang menjadi dasar angka di sebelah kiri.',
        en: 'Share of the hours of the period (up to now) that the figure on the left stands on.',
      },
      width: 8,
      unit: SHARE,
      range: { min: 0, max: 1 },
      targets: query(`${field}_completeness`),
    }),
  ];
}

/** All parameters together: what has no parameter. */
const TOGETHER = tagIs('parameter', '');

function hoursAndBasis({ say }: Edition) {
  const query = (field: string, alias: string) => ({
    select: `"${field}"`,
    from: DERIVED,
    where: [...SCOPE, TOGETHER],
    alias,
  });
  const common = { bars: true, legend: ['lastNotNull'] };
  return [
    trend(say, {
      ...common,
      title: { id: 'Jam di dalam dan di luar batas', en: 'Hours inside and outside the limits' },
      description: {
        id: 'Jam di titik penaatan yang semua parameternya memenuhi baku mutu, yang salah satunya tidak, dan yang bacaannya tidak cukup untuk diputuskan. Kosong bila IPAL tidak punya baku mutu.',
        en: 'Hours at the compliance point in which every parameter kept to the effluent standard, in which one did not, and whose readings allow no verdict. Empty for a plant without a standard.',
      },
      width: 16,
      unit: HOURS,
      stacked: true,
      targets: seriesTargets([
        query('hours_inside', say({ id: 'di dalam', en: 'inside' })),
        query('hours_outside', say({ id: 'di luar', en: 'outside' })),
        query('hours_undecided', say({ id: 'tidak dapat diputuskan', en: 'undecided' })),
      ]),
    }),
    trend(say, {
      ...common,
      title: {
        id: 'Jam di dalam dan di luar batas: kelengkapan',
        en: 'Hours inside and outside the limits: completeness',
      },
      description: {
        id: 'Bagian jam dari periode (sampai sekarang) yang dapat diputuskan.',
        en: 'Share of the hours of the period (up to now) that have a verdict.',
      },
      width: 8,
      unit: SHARE,
      range: { min: 0, max: 1 },
      targets: seriesTargets([
        query('hours_inside_completeness', say({ id: 'kelengkapan', en: 'completeness' })),
      ]),
    }),
  ];
}

function hoursOutside({ say }: Edition) {
  return trend(say, {
    title: { id: 'Jam di luar batas tiap parameter', en: 'Hours outside the limits by parameter' },
    description: {
      id: 'Jam di titik penaatan yang salah satu bacaan baiknya di luar baku mutu.',
      en: 'Hours at the compliance point in which a good reading was outside the effluent standard.',
    },
    width: 24,
    unit: HOURS,
    bars: true,
    legend: ['lastNotNull'],
    targets: seriesTargets([
      {
        select: '"hours_outside"',
        from: DERIVED,
        where: [...SCOPE, '"parameter" <> \'\''],
        groupBy: ['"parameter"'],
        alias: '$tag_parameter',
      },
    ]),
  });
}
