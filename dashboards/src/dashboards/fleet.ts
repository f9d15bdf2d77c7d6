import { PARAMETERS } from '@banyu/contracts';
import { type Edition, type HouseDashboard, houseDashboard } from '../dashboard.ts';
import { healthTargets } from '../health-target.ts';
import { BY_INTERVAL, BY_QUARTER_HOUR, RANGE_WITHOUT_END, tagIsVariable } from '../influxql/macros.ts';
import { quoted } from '../influxql/select.ts';
import { seriesTargets, tableTargets } from '../influxql/target.ts';
import { flagOf, RECEIVED, TELEMETRY } from '../influxql/telemetry.ts';
import { coloursFrom } from '../panels/colours.ts';
import { flagMappings } from '../panels/flags.ts';
import { stat } from '../panels/stat.ts';
import { stateTimeline } from '../panels/state-timeline.ts';
import { table } from '../panels/table.ts';
import { trend } from '../panels/trend.ts';
import { COUNT, RATE, SHARE } from '../unit.ts';
import { plantVariable } from '../variables.ts';

const PLANT = [tagIsVariable('plant', 'plant')];

/** Which devices speak, which are silent, and how good what they say is. */
export function fleetDashboard(edition: Edition): HouseDashboard {
  const { say } = edition;
  return houseDashboard(edition, {
    name: 'fleet',
    title: say({ id: 'Banyu: armada dan mutu data', en: 'Banyu: fleet and data quality' }),
    description: say({
      id: 'Perangkat mana yang berbicara, mana yang diam, dan seberapa baik datanya.',
      en: 'Which devices speak, which are silent, and how good their data are.',
    }),
    from: 'now-24h',
    refresh: '1m',
    variables: [plantVariable(say)],
    sections: [
      {
        title: say({ id: 'Perangkat', en: 'Devices' }),
        panels: [completeness(edition), rejectedRate(edition), speaking(edition), devices(edition)],
      },
      { title: say({ id: 'Diam', en: 'Silence' }), panels: [silence(edition), samples(edition)] },
      { title: say({ id: 'Mutu', en: 'Quality' }), panels: [worstFlags(edition), rejects(edition)] },
    ],
  });
}

function completeness({ say }: Edition) {
  return stat(say, {
    title: {
      id: 'Kelengkapan: seperempat jam yang ada sampelnya',
      en: 'Completeness: quarter hours with a sample',
    },
    description: {
      id: 'Bagian seperempat jam dalam rentang waktu yang berisi sampel: perangkat mengambil sampel paling jarang tiap 15 menit. Jingga: kurang dari 90 %. Kelengkapan menurut jadwal tiap perangkat ada di konsol Banyu. Perangkat yang diam sepanjang rentang waktu tidak tercantum.',
      en: 'Share of the quarter hours of the range that hold a sample: a device samples every 15 minutes at least. Orange: less than 90 %. The Banyu console has the completeness by each device’s schedule. A device silent for the whole range is not listed.',
    },
    width: 16,
    height: 5,
    unit: SHARE,
    thresholds: coloursFrom('orange', [0.9, 'text']),
    targets: seriesTargets([
      {
        // A quarter without samples divides 0 by 0, which is 0, or nothing to be summed.
        select: 'sum("spoken") / count("samples")',
        from: TELEMETRY,
        each: `count(${quoted(RECEIVED)}) / count(${quoted(RECEIVED)}) AS "spoken", count(${quoted(RECEIVED)}) AS "samples"`,
        eachBy: [BY_QUARTER_HOUR, '"device"'],
        where: PLANT,
        during: RANGE_WITHOUT_END,
        groupBy: ['"device"'],
        alias: '$tag_device',
      },
    ]),
  });
}

function speaking({ say }: Edition) {
  return stat(say, {
    title: { id: 'Sampel dalam rentang waktu', en: 'Samples of the range' },
    description: {
      id: 'Jumlah sampel tiap perangkat dalam rentang waktu yang dipilih.',
      en: 'Samples of each device within the chosen range.',
    },
    width: 24,
    height: 5,
    unit: COUNT,
    targets: seriesTargets([
      {
        select: `count(${quoted(RECEIVED)})`,
        from: TELEMETRY,
        where: PLANT,
        groupBy: ['"device"'],
        alias: '$tag_device',
      },
    ]),
  });
}

function rejectedRate({ say }: Edition) {
  return stat(say, {
    title: { id: 'Penolakan dalam rentang waktu', en: 'Rejects of the range' },
    description: {
      id: 'Pesan, sampel dan nilai yang ditolak dari semua IPAL; alasannya di konsol Banyu.',
      en: 'Messages, samples and values of all plants that were rejected; the Banyu console has the reasons.',
    },
    width: 8,
    height: 5,
    unit: COUNT,
    thresholds: coloursFrom('text', [1, 'orange']),
    targets: healthTargets([
      ['sum(increase(banyu_ingest_rejects_total[$__range]))', say({ id: 'ditolak', en: 'rejected' })],
    ]),
  });
}

function devices({ say }: Edition) {
  return table(say, {
    title: { id: 'Terakhir terdengar', en: 'Last heard' },
    description: {
      id: 'Waktu sampel terakhir tiap perangkat, dan kapan diterima: keduanya berjauhan saat perangkat mengirim simpanannya. Perangkat yang diam sepanjang rentang waktu tidak tercantum: perlebar rentangnya.',
      en: 'Time of the last sample of each device, and when it was received: the two lie apart while a device sends its backlog. A device silent for the whole range is not listed: widen the range.',
    },
    width: 24,
    columns: [
      { field: 'point', title: say({ id: 'Titik pantau', en: 'Sampling point' }) },
      { field: 'device', title: say({ id: 'Perangkat', en: 'Device' }) },
      { field: 'Time', title: say({ id: 'Sampel terakhir', en: 'Last sample' }) },
      { field: RECEIVED, title: say({ id: 'Diterima', en: 'Received' }), isTime: true },
    ],
    sortBy: { field: RECEIVED, descending: false },
    targets: tableTargets([
      {
        select: `last(${quoted(RECEIVED)}) AS ${quoted(RECEIVED)}`,
        from: TELEMETRY,
        where: PLANT,
        groupBy: ['"point"', '"device"'],
      },
    ]),
  });
}

function silence({ say }: Edition) {
  return stateTimeline(say, {
    title: { id: 'Kapan perangkat berbicara', en: 'When devices spoke' },
    description: {
      id: 'Sampel per selang waktu, paling pendek 15 menit (selang sampel terpanjang menurut kontrak); merah: tidak satu pun.',
      en: 'Samples by interval, of at least 15 minutes (the longest sampling interval of the contract); red: not one.',
    },
    height: 10,
    thresholds: coloursFrom('red', [1, 'green']),
    targets: seriesTargets([
      {
        select: `count(${quoted(RECEIVED)})`,
        from: TELEMETRY,
        where: PLANT,
        groupBy: [BY_INTERVAL, '"device"'],
        fill: 0,
        alias: '$tag_device',
      },
    ]),
  });
}

function samples({ say }: Edition) {
  return trend(say, {
    title: { id: 'Sampel per selang waktu', en: 'Samples by interval' },
    description: {
      id: 'Sampel tiap perangkat per selang waktu, menurut waktu pengukuran, termasuk yang datang terlambat.',
      en: 'Samples of each device by interval, by the time they were measured, late ones included.',
    },
    width: 24,
    unit: COUNT,
    bars: true,
    stacked: true,
    targets: seriesTargets([
      {
        select: `count(${quoted(RECEIVED)})`,
        from: TELEMETRY,
        where: PLANT,
        groupBy: [BY_INTERVAL, '"device"'],
        fill: 'none',
        alias: '$tag_device',
      },
    ]),
  });
}

/** Parameters that sensors measure; after them the contract has what only a laboratory does. */
const ONLINE = PARAMETERS.slice(
  0,
  PARAMETERS.findIndex(({ id }) => id === 'detergent'),
);

function worstFlags({ say, language }: Edition) {
  return stateTimeline(say, {
    title: { id: 'Bendera terburuk tiap parameter', en: 'Worst flag of each parameter' },
    description: {
      id: 'Bendera terburuk per selang waktu, paling pendek 15 menit (9: sensor tidak memberi nilai). Kosong: tidak ada bacaan.',
      en: 'The worst flag by interval, of at least 15 minutes (9: the sensor gave no value). Empty: no reading.',
    },
    height: 14,
    mappings: flagMappings(say),
    // One query each: asked for all at once, InfluxDB names every parameter for every device.
    targets: seriesTargets(
      ONLINE.map(({ id, name }) => ({
        select: `max(${flagOf(id)})`,
        from: TELEMETRY,
        where: PLANT,
        groupBy: [BY_INTERVAL, '"device"'],
        fill: 'null',
        alias: `$tag_device · ${name[language]}`,
      })),
    ),
  });
}

function rejects({ say }: Edition) {
  return trend(say, {
    title: { id: 'Penolakan menurut alasan', en: 'Rejects by reason' },
    description: {
      id: 'Pesan, sampel dan nilai yang ditolak per detik, dari semua IPAL.',
      en: 'Messages, samples and values rejected per second, of all plants.',
    },
    width: 24,
    unit: RATE,
    targets: healthTargets([
      ['sum by (reason) (rate(banyu_ingest_rejects_total[$__rate_interval]))', '{{reason}}'],
    ]),
  });
}
