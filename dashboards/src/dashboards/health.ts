import type { ThresholdsConfigBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { type Edition, type HouseDashboard, houseDashboard } from '../dashboard.ts';
import { healthTargets } from '../health-target.ts';
import { coloursFrom } from '../panels/colours.ts';
import type { PanelBuilder } from '../panels/house.ts';
import { stat } from '../panels/stat.ts';
import { trend } from '../panels/trend.ts';
import type { Text } from '../text.ts';
import { BYTES, COUNT, RATE, SECONDS, SHARE, type Unit } from '../unit.ts';

/** One figure, and what it says when it is not as it should be. */
interface Figure {
  readonly title: Text;
  readonly description: Text;
  readonly unit: Unit;
  readonly expressions: readonly (readonly [expr: string, legend: string])[];
}

const rate = (metric: string) => `rate(${metric}[$__rate_interval])`;

const WRONG_WHEN_ZERO = coloursFrom('red', [1, 'text']);
const WRONG_FROM_ONE = coloursFrom('text', [1, 'red']);
/** The journal warns long before it refuses. */
const WRONG_FROM_HALF = coloursFrom('text', [0.5, 'orange'], [0.9, 'red']);

/** Whether Banyu itself is well: from the sockets to the disk to the store. */
export function healthDashboard(edition: Edition): HouseDashboard {
  const { say } = edition;
  const now = (figure: Figure, thresholds?: ThresholdsConfigBuilder): PanelBuilder =>
    stat(say, {
      ...figure,
      ...(thresholds !== undefined && { thresholds }),
      targets: healthTargets(figure.expressions),
    });
  const over = (figure: Figure): PanelBuilder =>
    trend(say, { ...figure, width: 8, range: { min: 0 }, targets: healthTargets(figure.expressions) });
  return houseDashboard(edition, {
    name: 'health',
    title: say({ id: 'Banyu: kesehatan sistem', en: 'Banyu: its own health' }),
    description: say({
      id: 'Apakah Banyu sendiri sehat: dari sambungan MQTT sampai jurnal dan penyimpanan. Sumber: /metrics.',
      en: 'Whether Banyu itself is well: from MQTT connections to journal and store. Source: /metrics.',
    }),
    from: 'now-6h',
    refresh: '30s',
    sections: [
      {
        title: say({ id: 'Sekarang', en: 'Now' }),
        panels: [
          now(ACCEPTING, WRONG_WHEN_ZERO),
          now(PROBLEMS, WRONG_FROM_ONE),
          now(ONLINE),
          now(JOURNAL_SHARE, WRONG_FROM_HALF),
          now(FREE_DISK),
          now(UP, WRONG_WHEN_ZERO),
        ],
      },
      { title: 'MQTT', panels: [DELIVERIES, CONNECTIONS, LOGINS].map(over) },
      {
        title: say({ id: 'Jurnal dan penyimpanan', en: 'Journal and store' }),
        panels: [JOURNAL, STORED, WAITING].map(over),
      },
      {
        title: say({ id: 'Penerimaan data', en: 'Ingest' }),
        panels: [REJECTS, REPEATED, RETRIES].map(over),
      },
      {
        title: say({ id: 'Segel, perbaikan, penilaian ulang', en: 'Seals, repairs, re-runs' }),
        panels: [SEALING, REPAIRS, REQUALIFYING].map(over),
      },
      {
        title: say({ id: 'Proses dan HTTP', en: 'Process and HTTP' }),
        panels: [HTTP, MEMORY, CPU].map(over),
      },
    ],
  });
}

const ACCEPTING: Figure = {
  title: { id: 'Jurnal menerima', en: 'Journal accepts' },
  description: {
    id: '1 selama pesan dapat disimpan; 0: perangkat harus menunggu, periksa disk.',
    en: '1 while messages can be kept; 0: devices have to wait, look at the disk.',
  },
  unit: COUNT,
  expressions: [['min(banyu_journal_accepting)', 'journal']],
};
const PROBLEMS: Figure = {
  title: { id: 'Masalah sekarang', en: 'Problems now' },
  description: {
    id: 'Hal yang sedang salah pada penerimaan data atau penyimpanan; /readyz menyebutkannya.',
    en: 'Things that are wrong with ingest or the store now; /readyz names them.',
  },
  unit: COUNT,
  expressions: [['sum(banyu_ingest_problems)', 'ingest']],
};
const ONLINE: Figure = {
  title: { id: 'Perangkat tersambung', en: 'Devices online' },
  description: { id: 'Perangkat yang sedang masuk ke broker.', en: 'Devices logged in to the broker.' },
  unit: COUNT,
  expressions: [['sum(banyu_broker_devices_online)', 'MQTT']],
};
const JOURNAL_SHARE: Figure = {
  title: { id: 'Jurnal terisi', en: 'Journal filled' },
  description: {
    id: 'Bagian jurnal yang menunggu disimpan; pada 100% pesan ditolak.',
    en: 'Share of the journal that waits to be stored; at 100% messages are refused.',
  },
  unit: SHARE,
  expressions: [['max(banyu_journal_bytes / banyu_journal_max_bytes)', 'journal']],
};
const FREE_DISK: Figure = {
  title: { id: 'Sisa disk', en: 'Free disk' },
  description: { id: 'Sisa ruang disk tempat jurnal.', en: 'Bytes free on the disk of the journal.' },
  unit: BYTES,
  expressions: [['min(banyu_journal_free_disk_bytes)', 'disk']],
};
const UP: Figure = {
  title: { id: 'Terbaca Prometheus', en: 'Seen by Prometheus' },
  description: {
    id: 'Bagian pekerjaan "banyu" yang terbaca; 0: Banyu mati atau tidak terjangkau.',
    en: 'Whether Prometheus reads the job "banyu"; 0: Banyu is down or out of reach.',
  },
  unit: COUNT,
  expressions: [['min(up{job="banyu"})', 'banyu']],
};
const DELIVERIES: Figure = {
  title: { id: 'Pesan per detik', en: 'Messages a second' },
  description: {
    id: 'Pesan yang diserahkan ke jurnal, yang diakui (sudah di disk), yang gagal, dan yang terlambat disimpan.',
    en: 'Messages handed to the journal, acknowledged (on disk), failed, and not kept in time.',
  },
  unit: RATE,
  expressions: [
    [`sum(${rate('banyu_broker_deliveries_total')})`, 'received'],
    [`sum(${rate('banyu_broker_deliveries_acknowledged_total')})`, 'acknowledged'],
    [`sum(${rate('banyu_broker_deliveries_failed_total')})`, 'failed'],
    [`sum(${rate('banyu_broker_deliveries_timed_out_total')})`, 'timed out'],
  ],
};
const CONNECTIONS: Figure = {
  title: { id: 'Sambungan MQTT', en: 'MQTT connections' },
  description: {
    id: 'Sambungan terbuka, dan yang sedang tidak dibaca karena antrean penuh.',
    en: 'Connections open, and those not read at the moment because queues are full.',
  },
  unit: COUNT,
  expressions: [
    ['sum(banyu_broker_connections)', 'open'],
    ['sum(banyu_broker_connections_paused)', 'paused'],
  ],
};
const LOGINS: Figure = {
  title: { id: 'Masuk ditolak', en: 'Log-ins refused' },
  description: {
    id: 'Percobaan masuk yang ditolak per detik, menurut alasan.',
    en: 'Log-ins refused per second, by reason.',
  },
  unit: RATE,
  expressions: [[`sum by (reason) (${rate('banyu_broker_logins_refused_total')})`, '{{reason}}']],
};
const JOURNAL: Figure = {
  title: { id: 'Isi jurnal', en: 'Journal' },
  description: { id: 'Byte yang belum disimpan, dan batasnya.', en: 'Bytes not stored yet, and the limit.' },
  unit: BYTES,
  expressions: [
    ['sum(banyu_journal_bytes)', 'waiting'],
    ['sum(banyu_journal_max_bytes)', 'limit'],
  ],
};
const STORED: Figure = {
  title: { id: 'Bacaan disimpan per detik', en: 'Readings stored a second' },
  description: {
    id: 'Bacaan baru, ulangan yang sama, konflik nilai, dan yang ditolak penyimpanan.',
    en: 'New readings, repetitions, conflicts of values, and readings that the store refused.',
  },
  unit: RATE,
  expressions: [
    [`sum(${rate('banyu_store_readings_total')})`, 'stored'],
    [`sum(${rate('banyu_store_duplicate_readings_total')})`, 'duplicates'],
    [`sum(${rate('banyu_store_conflicts_total')})`, 'conflicts'],
    [`sum(${rate('banyu_store_refused_readings_total')})`, 'refused'],
  ],
};
const WAITING: Figure = {
  title: { id: 'Menunggu disimpan', en: 'Waiting for the store' },
  description: {
    id: 'Isi jurnal yang belum disimpan, menurut jalur.',
    en: 'Journal entries not stored yet, by lane.',
  },
  unit: COUNT,
  expressions: [['sum by (lane) (banyu_ingest_waiting_entries)', '{{lane}}']],
};
const REJECTS: Figure = {
  title: { id: 'Penolakan per detik', en: 'Rejects a second' },
  description: {
    id: 'Pesan, sampel dan nilai yang ditolak, menurut alasan.',
    en: 'Messages, samples and values rejected, by reason.',
  },
  unit: RATE,
  expressions: [[`sum by (reason) (${rate('banyu_ingest_rejects_total')})`, '{{reason}}']],
};
const REPEATED: Figure = {
  title: { id: 'Pesan berulang', en: 'Repeated messages' },
  description: {
    id: 'Pesan per detik, dan yang nomornya sudah pernah datang.',
    en: 'Messages per second, and those whose number had come before.',
  },
  unit: RATE,
  expressions: [
    [`sum(${rate('banyu_ingest_messages_total')})`, 'messages'],
    [`sum(${rate('banyu_ingest_repeated_messages_total')})`, 'repeated'],
  ],
};
const RETRIES: Figure = {
  title: { id: 'Tulis ulang ke penyimpanan', en: 'Writes put off' },
  description: {
    id: 'Tulisan yang ditunda penyimpanan per detik; naik: penyimpanan mati atau lambat.',
    en: 'Writes that the store put off per second; rising: the store is away or slow.',
  },
  unit: RATE,
  expressions: [
    [`sum(${rate('banyu_store_batches_total')})`, 'batches'],
    [`sum(${rate('banyu_store_retries_total')})`, 'retries'],
  ],
};
const SEALING: Figure = {
  title: { id: 'Keterlambatan segel', en: 'Sealing lag' },
  description: {
    id: 'Waktu sejak akhir jam terakhir yang disegel; sampai 1 jam 6 menit bila semuanya baik.',
    en: 'Time since the end of the last sealed hour; up to 1 h 6 min when all is well.',
  },
  unit: SECONDS,
  expressions: [['max(banyu_sealing_lag_seconds)', 'lag']],
};
const REPAIRS: Figure = {
  title: { id: 'Penolakan yang diperbaiki', en: 'Rejects repaired' },
  description: {
    id: 'Penolakan per detik yang dijadikan bacaan setelah diperbaiki orang.',
    en: 'Rejects a second that readings were made of after somebody repaired them.',
  },
  unit: RATE,
  expressions: [[`sum(${rate('banyu_ingest_repairs_total')})`, 'repaired']],
};
const REQUALIFYING: Figure = {
  title: { id: 'Menunggu dinilai ulang', en: 'Waiting to be judged again' },
  description: {
    id: 'Bacaan tersimpan yang masih harus dinilai ulang; 0 bila tidak ada penilaian ulang yang berjalan.',
    en: 'Stored readings that a re-run under way has still to judge; 0 while there is none.',
  },
  unit: COUNT,
  expressions: [['sum(banyu_requalify_waiting_readings)', 'readings']],
};
const HTTP: Figure = {
  title: { id: 'Waktu jawab HTTP', en: 'HTTP answer time' },
  description: {
    id: 'Separuh dan 95% permintaan dijawab dalam waktu ini.',
    en: 'Half and 95% of the requests are answered within this time.',
  },
  unit: SECONDS,
  expressions: [
    [`histogram_quantile(0.5, sum by (le) (${rate('banyu_http_request_seconds_bucket')}))`, '50%'],
    [`histogram_quantile(0.95, sum by (le) (${rate('banyu_http_request_seconds_bucket')}))`, '95%'],
  ],
};
const MEMORY: Figure = {
  title: { id: 'Memori', en: 'Memory' },
  description: { id: 'Memori proses Banyu.', en: 'Memory of the Banyu process.' },
  unit: BYTES,
  expressions: [['sum(process_resident_memory_bytes{job="banyu"})', 'resident']],
};
const CPU: Figure = {
  title: { id: 'Prosesor', en: 'Processor' },
  description: { id: 'Bagian dari satu inti prosesor.', en: 'Share of one processor core.' },
  unit: SHARE,
  expressions: [[`sum(rate(process_cpu_seconds_total{job="banyu"}[$__rate_interval]))`, 'CPU']],
};
