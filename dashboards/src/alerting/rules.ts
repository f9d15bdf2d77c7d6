import { type ParameterId, parameterOf } from '@banyu/contracts';
import { type Query, type Rule, RuleBuilder } from '@grafana/grafana-foundation-sdk/alerting';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { editionOf, type HouseDashboard } from '../dashboard.ts';
import { environmentDashboard } from '../dashboards/environment.ts';
import { fleetDashboard } from '../dashboards/fleet.ts';
import { healthDashboard } from '../dashboards/health.ts';
import { tagIs } from '../influxql/select.ts';
import { DERIVED, isGood, RECEIVED, TELEMETRY } from '../influxql/telemetry.ts';
import { folderOf } from '../provider.ts';
import type { Text } from '../text.ts';
import { DECIDING, healthOf, lastValue, readingsOf } from './steps.ts';

/** The language of the dashboards that alerts link to. */
const LANGUAGE = 'id';

const HOUR_S = 3_600;
const GIB = 1_024 ** 3;

/** A device that was silent for longer than this is no news any more, and no query need reach further back. */
const REMEMBERED_S = 7 * 24 * HOUR_S;

/** What the effluent is judged by in most standards, and whose sensors therefore must be in order. */
const WATCHED: readonly ParameterId[] = ['ph', 'cod', 'tss', 'nh3n'];

/** A day is over by then, in any zone and with the hour in which it begins to be judged. */
const DAY_S = 25 * HOUR_S;

/** The provisioning file of the alert rules. */
export function ruleFile(): { readonly apiVersion: 1; readonly groups: readonly object[] } {
  const edition = editionOf(LANGUAGE, '');
  const fleet = fleetDashboard(edition);
  const health = healthDashboard(edition);
  const environment = environmentDashboard(edition);
  return {
    apiVersion: 1,
    groups: [
      group('banyu-data', [silentDevice(fleet), ...WATCHED.map((parameter) => badData(parameter, fleet))]),
      group('banyu-limits', [outsideLimits(environment)]),
      group('banyu-health', [
        isDown(health),
        refusesMessages(health),
        journalFills(health),
        storeAway(health),
        diskFills(health),
      ]),
    ],
  };
}

function group(name: string, rules: readonly FileRule[]) {
  return { orgId: 1, name, folder: folderOf(LANGUAGE).title, interval: '1m', rules };
}

interface RuleOptions {
  readonly name: string;
  readonly title: Text;
  readonly summary: Text;
  readonly severity: 'critical' | 'warning';
  readonly steps: readonly Builder<Query>[];
  readonly for: string;
  readonly noDataState: Rule['noDataState'];
  readonly dashboard: HouseDashboard;
  /** Title of the panel that an alert links to. */
  readonly panel: string;
}

/** The SDK builds what Grafana's HTTP API takes; in a file the group says folder and organisation, and the link has keys. */
type FileRule = Omit<Rule, 'folderUID' | 'orgID' | 'ruleGroup'> & {
  readonly dashboardUid: string;
  readonly panelId: number;
};

function rule({ name, title, summary, severity, steps, dashboard, panel, ...rest }: RuleOptions): FileRule {
  const found = dashboard.panels?.find((each) => each.title === panel);
  if (found?.id === undefined) throw new RangeError(`${dashboard.uid} has no panel "${panel}"`);
  const {
    folderUID: _folder,
    orgID: _org,
    ruleGroup: _group,
    ...built
  } = new RuleBuilder(`${title.id} / ${title.en}`)
    .uid(`banyu-${name}`)
    .condition(DECIDING)
    .queries([...steps])
    .forDuration(rest.for)
    .noDataState(rest.noDataState)
    .execErrState('Error')
    .annotations({ summary: summary.id, summary_en: summary.en })
    .labels({ severity })
    .isPaused(false)
    .build();
  return { ...built, dashboardUid: dashboard.uid, panelId: found.id };
}

/** A sample every 15 min at least is the contract; the bucket that has just begun may be empty for as long again. */
function silentDevice(dashboard: HouseDashboard): FileRule {
  return rule({
    name: 'device-silent',
    title: { id: 'Perangkat diam', en: 'Device silent' },
    summary: {
      id: '{{ $labels.device }} di {{ $labels.plant }} tidak mengirim sampel: periksa daya, jaringan, sensor.',
      en: '{{ $labels.device }} at {{ $labels.plant }} sends no samples: look at power, network, sensor.',
    },
    severity: 'warning',
    steps: lastValue(
      readingsOf(REMEMBERED_S, {
        select: `count("${RECEIVED}")`,
        from: TELEMETRY,
        where: [],
        groupBy: ['time(15m)', '"plant"', '"device"'],
        fill: 0,
      }),
      { below: 1 },
    ),
    for: '30m',
    noDataState: 'NoData',
    dashboard,
    panel: 'Kapan perangkat berbicara',
  });
}

function badData(parameter: ParameterId, dashboard: HouseDashboard): FileRule {
  const name = parameterOf(parameter)?.name ?? { id: parameter, en: parameter };
  return rule({
    name: `bad-data-${parameter}`,
    title: { id: `Data ${name.id} efluen tidak baik`, en: `${name.en} of the effluent is not good data` },
    summary: {
      id: `Kurang dari separuh bacaan ${name.id} efluen {{ $labels.plant }} dalam sejam terakhir yang baik: periksa sensor {{ $labels.device }}.`,
      en: `Less than half of the last hour’s ${name.en} readings of the effluent of {{ $labels.plant }} are good: look at the sensor of {{ $labels.device }}.`,
    },
    severity: 'warning',
    steps: lastValue(
      readingsOf(HOUR_S, {
        select: 'mean("good")',
        from: TELEMETRY,
        each: `${isGood(parameter)} AS "good"`,
        where: [tagIs('point', 'effluent')],
        groupBy: ['"plant"', '"device"'],
      }),
      { below: 0.5 },
    ),
    for: '15m',
    // Silence has a rule of its own, and not every plant measures everything.
    noDataState: 'OK',
    dashboard,
    panel: 'Bendera terburuk tiap parameter',
  });
}

/** Whole hours are judged, a quarter of an hour after they are over at the latest: for minutes, Banyu is not asked here. */
function outsideLimits(dashboard: HouseDashboard): FileRule {
  return rule({
    name: 'outside-limits',
    title: { id: 'Efluen di luar baku mutu hari ini', en: 'Effluent outside the standard today' },
    summary: {
      id: '{{ $labels.parameter }} di titik {{ $labels.point }} {{ $labels.plant }} hari ini ada jam di luar baku mutu: periksa proses, lalu sensornya.',
      en: '{{ $labels.parameter }} at {{ $labels.point }} of {{ $labels.plant }} had hours outside the standard today: look at the process, then at the sensor.',
    },
    severity: 'warning',
    steps: lastValue(
      readingsOf(DAY_S, {
        select: 'last("hours_outside")',
        from: DERIVED,
        where: [tagIs('period', 'day'), '"parameter" <> \'\''],
        groupBy: ['"plant"', '"point"', '"parameter"'],
      }),
      { above: 0 },
    ),
    for: '1m',
    // Not every plant has a standard, and silence has a rule of its own.
    noDataState: 'OK',
    dashboard,
    panel: 'Jam di luar batas tiap parameter',
  });
}

function isDown(dashboard: HouseDashboard): FileRule {
  return rule({
    name: 'down',
    title: { id: 'Banyu mati', en: 'Banyu is down' },
    summary: {
      id: 'Prometheus tidak dapat membaca Banyu: perangkat menyimpan sendiri datanya sampai Banyu hidup lagi.',
      en: 'Prometheus cannot read Banyu: devices keep their data until it is back.',
    },
    severity: 'critical',
    steps: lastValue(healthOf('min(up{job="banyu"})'), { below: 1 }),
    for: '2m',
    noDataState: 'Alerting',
    dashboard,
    panel: 'Terbaca Prometheus',
  });
}

function refusesMessages(dashboard: HouseDashboard): FileRule {
  return rule({
    name: 'journal-refuses',
    title: { id: 'Jurnal menolak pesan', en: 'The journal refuses messages' },
    summary: {
      id: 'Jurnal penuh atau disknya rusak: perangkat harus menunggu. Periksa disk dan penyimpanan.',
      en: 'The journal is full or its disk fails: devices have to wait. Look at disk and store.',
    },
    severity: 'critical',
    steps: lastValue(healthOf('min(banyu_journal_accepting)'), { below: 1 }),
    for: '1m',
    noDataState: 'OK',
    dashboard,
    panel: 'Jurnal menerima',
  });
}

function journalFills(dashboard: HouseDashboard): FileRule {
  return rule({
    name: 'journal-fills',
    title: { id: 'Jurnal terisi separuh', en: 'The journal is half full' },
    summary: {
      id: 'Penyimpanan tidak mengimbangi: periksa penyimpanan sebelum jurnal penuh.',
      en: 'The store does not keep up: look at it before the journal is full.',
    },
    severity: 'warning',
    steps: lastValue(healthOf('max(banyu_journal_bytes / banyu_journal_max_bytes)'), { above: 0.5 }),
    for: '10m',
    noDataState: 'OK',
    dashboard,
    panel: 'Jurnal terisi',
  });
}

function storeAway(dashboard: HouseDashboard): FileRule {
  return rule({
    name: 'store-away',
    title: { id: 'Penerimaan data bermasalah', en: 'Ingest has a problem' },
    summary: {
      id: 'Penyimpanan mati atau menolak; data aman di jurnal. /readyz menyebutkan sebabnya.',
      en: 'The store is away or refuses; data are safe in the journal. /readyz names the cause.',
    },
    severity: 'warning',
    steps: lastValue(healthOf('sum(banyu_ingest_problems)'), { above: 0 }),
    for: '10m',
    noDataState: 'OK',
    dashboard,
    panel: 'Masalah sekarang',
  });
}

function diskFills(dashboard: HouseDashboard): FileRule {
  return rule({
    name: 'disk-fills',
    title: { id: 'Disk hampir penuh', en: 'The disk is almost full' },
    summary: {
      id: 'Sisa disk jurnal kurang dari 2 GiB: kosongkan atau perbesar.',
      en: 'Less than 2 GiB are free on the disk of the journal: make room, or enlarge it.',
    },
    severity: 'critical',
    steps: lastValue(healthOf('min(banyu_journal_free_disk_bytes)'), { below: 2 * GIB }),
    for: '10m',
    noDataState: 'OK',
    dashboard,
    panel: 'Sisa disk',
  });
}
