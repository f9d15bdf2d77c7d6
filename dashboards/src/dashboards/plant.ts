import { eventAnnotation, windowAnnotation } from '../annotations.ts';
import { type Edition, type HouseDashboard, houseDashboard } from '../dashboard.ts';
import { tagIsVariable } from '../influxql/macros.ts';
import { quoted } from '../influxql/select.ts';
import { seriesTargets } from '../influxql/target.ts';
import { RECEIVED, TELEMETRY } from '../influxql/telemetry.ts';
import { againstLimits } from '../panels/against-limits.ts';
import { newest, parameterTrend } from '../panels/parameter-panels.ts';
import { stat } from '../panels/stat.ts';
import { AGO } from '../unit.ts';
import { plantVariable } from '../variables.ts';

/** One plant at work: from the influent through the tanks to the effluent and the river. */
export function plantDashboard(edition: Edition): HouseDashboard {
  const { say } = edition;
  return houseDashboard(edition, {
    name: 'plant',
    title: say({ id: 'Banyu: operasi IPAL', en: 'Banyu: plant operations' }),
    description: say({
      id: 'Satu IPAL dari influen melalui bak proses sampai efluen dan sungai.',
      en: 'One plant, from the influent through its tanks to the effluent and the river.',
    }),
    from: 'now-24h',
    refresh: '30s',
    variables: [plantVariable(say)],
    annotations: [eventAnnotation(say), windowAnnotation(say)],
    sections: [
      {
        title: say({ id: 'Sekarang', en: 'Now' }),
        panels: [
          lastReceived(edition),
          newest(edition, 'flow', 'effluent'),
          newest(edition, 'ph', 'effluent'),
          newest(edition, 'cod', 'effluent'),
          newest(edition, 'tss', 'effluent'),
          newest(edition, 'nh3n', 'effluent'),
        ],
      },
      {
        title: say({ id: 'Influen', en: 'Influent' }),
        panels: [
          parameterTrend(edition, {
            title: { id: 'Debit masuk dan keluar', en: 'Flow in and out' },
            parameters: ['flow'],
            points: ['influent', 'effluent'],
          }),
          parameterTrend(edition, {
            title: { id: 'COD dan TSS influen', en: 'COD and TSS of the influent' },
            parameters: ['cod', 'tss'],
            points: ['influent'],
          }),
        ],
      },
      {
        title: say({ id: 'Bak proses', en: 'Process tanks' }),
        panels: [
          parameterTrend(edition, {
            title: { id: 'Oksigen terlarut aerasi', en: 'Dissolved oxygen of the aeration' },
            parameters: ['dissolved_oxygen'],
            points: ['aeration'],
            width: 8,
          }),
          parameterTrend(edition, {
            title: { id: 'Lumpur (MLSS) aerasi', en: 'Sludge (MLSS) of the aeration' },
            parameters: ['mlss'],
            points: ['aeration'],
            width: 8,
          }),
          parameterTrend(edition, {
            title: { id: 'Tinggi muka air ekualisasi', en: 'Level of the equalization tank' },
            parameters: ['level'],
            points: ['equalization'],
            width: 8,
          }),
        ],
      },
      {
        title: say({ id: 'Efluen', en: 'Effluent' }),
        panels: [
          againstLimits(edition, 'ph', 'effluent'),
          againstLimits(edition, 'cod', 'effluent'),
          againstLimits(edition, 'tss', 'effluent'),
          againstLimits(edition, 'nh3n', 'effluent'),
          parameterTrend(edition, {
            title: { id: 'COD, TSS dan amonia efluen', en: 'COD, TSS and ammonia of the effluent' },
            parameters: ['cod', 'tss', 'nh3n'],
            points: ['effluent'],
            limitsAt: 'effluent',
          }),
          parameterTrend(edition, {
            title: { id: 'pH influen dan efluen', en: 'pH of influent and effluent' },
            parameters: ['ph'],
            points: ['influent', 'effluent'],
            limitsAt: 'effluent',
          }),
        ],
      },
      {
        title: say({ id: 'Sungai, hulu dan hilir', en: 'River, upstream and downstream' }),
        panels: [
          parameterTrend(edition, {
            title: { id: 'Oksigen terlarut sungai', en: 'Dissolved oxygen of the river' },
            parameters: ['dissolved_oxygen'],
            points: ['river-upstream', 'river-downstream'],
            width: 8,
          }),
          parameterTrend(edition, {
            title: { id: 'pH sungai', en: 'pH of the river' },
            parameters: ['ph'],
            points: ['river-upstream', 'river-downstream'],
            width: 8,
          }),
          parameterTrend(edition, {
            title: { id: 'Daya hantar listrik sungai', en: 'Conductivity of the river' },
            parameters: ['conductivity'],
            points: ['river-upstream', 'river-downstream'],
            width: 8,
          }),
        ],
      },
    ],
  });
}

/** Old values must not pass for new ones: how long ago the plant was heard. */
function lastReceived({ say }: Edition) {
  return stat(say, {
    title: { id: 'Data terakhir', en: 'Last data' },
    description: {
      id: 'Kapan sampel terakhir dari IPAL ini diterima.',
      en: 'When the last sample of this plant was received.',
    },
    unit: AGO,
    targets: seriesTargets([
      {
        select: `max(${quoted(RECEIVED)})`,
        from: TELEMETRY,
        where: [tagIsVariable('plant', 'plant')],
        alias: say({ id: 'diterima', en: 'received' }),
      },
    ]),
  });
}
