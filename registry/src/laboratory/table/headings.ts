import type { ParameterId } from '@banyu/contracts';
import { type Cell, keyOf, textOf } from './cell.ts';
import { parameterNamed } from './parameter-names.ts';

/** What a column can hold, and what laboratories and plants call it, as `keyOf` leaves it. */
const HEADINGS = {
  sample: [
    'sample',
    'sample id',
    'sample no',
    'sample number',
    'sample code',
    'sampel',
    'id sampel',
    'kode sampel',
    'no sampel',
    'nomor sampel',
    'kode contoh',
    'kode contoh uji',
    'no contoh',
    'nomor contoh',
    'nomor contoh uji',
    'no contoh uji',
  ],
  point: [
    'point',
    'sampling point',
    'location',
    'sampling location',
    'titik',
    'titik sampling',
    'titik sampel',
    'titik penaatan',
    'titik pengambilan',
    'titik pengambilan contoh',
    'titik pengambilan sampel',
    'lokasi',
    'lokasi sampling',
    'lokasi pengambilan contoh',
    'lokasi pengambilan sampel',
  ],
  kind: [
    'kind',
    'sample type',
    'type',
    'jenis sampel',
    'jenis contoh',
    'jenis pengambilan',
    'metode sampling',
  ],
  date: [
    'date',
    'sampled',
    'sampled at',
    'sampling date',
    'date sampled',
    'from',
    'tanggal',
    'tgl',
    'tanggal sampling',
    'tgl sampling',
    'tanggal sampel',
    'tanggal pengambilan',
    'tanggal pengambilan contoh',
    'tanggal pengambilan sampel',
    'waktu pengambilan',
    'mulai',
    'dari',
  ],
  time: [
    'time',
    'sampling time',
    'jam',
    'waktu',
    'pukul',
    'jam sampling',
    'waktu sampling',
    'jam pengambilan',
  ],
  to: ['to', 'until', 'end', 'composite end', 'sampai', 'selesai', 'hingga'],
  sampledBy: [
    'sampled by',
    'sampler',
    'petugas',
    'petugas sampling',
    'petugas pengambil contoh',
    'pengambil contoh',
    'pengambil sampel',
    'diambil oleh',
  ],
  laboratory: ['laboratory', 'lab', 'laboratorium', 'laboratorium penguji'],
  receivedAt: [
    'received',
    'received at',
    'date received',
    'tanggal terima',
    'tanggal diterima',
    'tanggal penerimaan',
    'tanggal penerimaan contoh',
  ],
  analysedAt: [
    'analysed',
    'analyzed',
    'analysed at',
    'date analysed',
    'date analyzed',
    'analysis date',
    'tanggal analisis',
    'tanggal analisa',
    'tanggal uji',
    'tanggal pengujian',
  ],
  parameter: ['parameter', 'parameters', 'analyte', 'analit', 'parameter uji'],
  result: [
    'result',
    'results',
    'value',
    'hasil',
    'hasil uji',
    'hasil pengujian',
    'hasil analisis',
    'hasil analisa',
    'hasil pemeriksaan',
    'nilai',
    'kadar',
  ],
  unit: ['unit', 'units', 'satuan'],
  method: [
    'method',
    'methods',
    'test method',
    'metode',
    'metode uji',
    'metode pengujian',
    'metode analisis',
    'metode analisa',
    'spesifikasi metode',
    'acuan metode',
  ],
  uncertainty: ['uncertainty', 'ketidakpastian'],
  detectionLimit: [
    'lod',
    'mdl',
    'detection limit',
    'limit of detection',
    'method detection limit',
    'batas deteksi',
    'limit deteksi',
  ],
  quantificationLimit: [
    'loq',
    'quantification limit',
    'limit of quantification',
    'batas kuantifikasi',
    'limit kuantifikasi',
    'batas kuantitasi',
  ],
  note: ['note', 'notes', 'remark', 'remarks', 'catatan', 'keterangan'],
} as const;

/** Who handed the sample to whom; the second hand-over's columns end in 2, and so on. */
const CUSTODY_HEADINGS = {
  at: [
    'handed over',
    'handed over at',
    'date handed over',
    'diserahkan',
    'diserahkan pada',
    'tanggal diserahkan',
    'tanggal serah terima',
    'waktu serah terima',
  ],
  from: ['handed over by', 'handed over from', 'relinquished by', 'diserahkan oleh', 'yang menyerahkan'],
  to: [
    'handed over to',
    'taken over by',
    'received by',
    'diserahkan kepada',
    'diterima oleh',
    'penerima',
    'yang menerima',
  ],
  note: [
    'custody remark',
    'custody note',
    'preservation',
    'preserved',
    'condition on receipt',
    'pengawetan',
    'pengawet',
    'kondisi contoh',
    'kondisi sampel',
    'catatan serah terima',
  ],
} as const;

export type CustodyHeading = keyof typeof CUSTODY_HEADINGS;

const CUSTODY_BY_KEY: ReadonlyMap<string, CustodyHeading> = new Map(
  Object.entries(CUSTODY_HEADINGS).flatMap(([heading, keys]) =>
    keys.map((key) => [key, heading as CustodyHeading] as const),
  ),
);

/** The hand-over that a heading speaks of, from 1, and what it says of it. */
function custodyNamed(heading: string): readonly [number, CustodyHeading] | undefined {
  const [, name = '', number = '1'] = /^(.+?)(?: ([1-9]))?$/.exec(keyOf(heading)) ?? [];
  const custody = CUSTODY_BY_KEY.get(name);
  return custody && [Number(number), custody];
}

export type Heading = keyof typeof HEADINGS;

const BY_KEY: ReadonlyMap<string, Heading> = new Map(
  Object.entries(HEADINGS).flatMap(([heading, keys]) =>
    keys.map((key) => [key, heading as Heading] as const),
  ),
);

/** A column that carries results of one parameter. */
export interface ParameterColumn {
  readonly index: number;
  readonly heading: string;
  readonly parameter: ParameterId;
  /** From `COD (mg/L)`; null when the heading names none. */
  readonly unit: string | null;
}

interface Column {
  readonly index: number;
  readonly heading: string;
}

/** The columns of one hand-over. */
export type CustodyColumns = ReadonlyMap<CustodyHeading, Column>;

export interface Columns {
  /** The row of the headings, from 0. */
  readonly row: number;
  readonly facts: ReadonlyMap<Heading, Column>;
  /** In the order of the hand-overs. */
  readonly custody: readonly CustodyColumns[];
  readonly parameters: readonly ParameterColumn[];
  readonly ignored: readonly string[];
}

/** Headings stand within the first rows, below a letterhead. */
const SEARCHED_ROWS = 30;

/** Finds the row of headings: the first with a result in it, as a column of its own or as a parameter's. */
export function findColumns(rows: readonly (readonly Cell[])[]): Columns | undefined {
  for (const [row, cells] of rows.slice(0, SEARCHED_ROWS).entries()) {
    const columns = columnsOf(cells, row);
    const long = columns.facts.has('parameter') && columns.facts.has('result');
    if (long || (columns.facts.has('date') && columns.parameters.length > 0)) return columns;
  }
  return undefined;
}

function columnsOf(cells: readonly Cell[], row: number): Columns {
  const facts = new Map<Heading, Column>();
  const handOvers = new Map<number, Map<CustodyHeading, Column>>();
  const parameters: ParameterColumn[] = [];
  const ignored: string[] = [];
  for (const [index, cell] of cells.entries()) {
    const heading = textOf(cell);
    if (heading === '') continue;
    const [, name = heading, unit = null] = /^(.+?)\s*[([]([^()[\]]*)[)\]]$/.exec(heading) ?? [];
    const fact = BY_KEY.get(keyOf(heading)) ?? BY_KEY.get(keyOf(name));
    const parameter = parameterNamed(heading) ?? parameterNamed(name);
    const [number = 0, said] = custodyNamed(heading) ?? custodyNamed(name) ?? [];
    const handOver = handOvers.get(number) ?? new Map<CustodyHeading, Column>();
    if (fact === undefined && said !== undefined && !handOver.has(said)) {
      handOvers.set(number, handOver.set(said, { index, heading }));
    } else if (fact !== undefined && !facts.has(fact)) facts.set(fact, { index, heading });
    else if (fact === undefined && parameter !== undefined) {
      parameters.push({ index, heading, parameter, unit });
    } else ignored.push(heading);
  }
  const custody = [...handOvers].sort(([a], [b]) => a - b).map(([, columns]) => columns);
  // One or the other: where a column names the parameters, a column named like one is something else.
  if (!facts.has('parameter')) return { row, facts, custody, parameters, ignored };
  return {
    row,
    facts,
    custody,
    parameters: [],
    ignored: [...ignored, ...parameters.map(({ heading }) => heading)],
  };
}
