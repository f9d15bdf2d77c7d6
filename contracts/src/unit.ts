import { type ParameterId, parameterOf } from './parameter.ts';

/** To canonical: times the first, over the second (exact in more cases than a single factor), plus the third. */
type Conversion = readonly [times: number, over: number, plus?: number];

/**
 * Units as people and laboratories write them, by the canonical unit they convert into; written as `normalized` leaves
 * them. In water so thin, 1 ppm is taken for 1 mg/L. True colour units and Hazen are the platinum-cobalt scale (ISO
 * 7887). MPN and CFU estimate the same count by different methods; the standards' limits are counts.
 */
const UNITS: Readonly<Record<string, Readonly<Record<string, Conversion>>>> = {
  'mg/L': {
    'mg/l': [1, 1],
    'ug/l': [1, 1_000],
    'ng/l': [1, 1_000_000],
    'g/l': [1_000, 1],
    'kg/m3': [1_000, 1],
    'g/m3': [1, 1],
    'mg/m3': [1, 1_000],
    'ug/ml': [1, 1],
    ppm: [1, 1],
    ppb: [1, 1_000],
  },
  'm3/h': {
    'm3/h': [1, 1],
    'm3/hr': [1, 1],
    'm3/jam': [1, 1],
    'm3/min': [60, 1],
    'm3/menit': [60, 1],
    'm3/s': [3_600, 1],
    'm3/detik': [3_600, 1],
    'm3/d': [1, 24],
    'm3/day': [1, 24],
    'm3/hari': [1, 24],
    'l/s': [36, 10],
    'l/detik': [36, 10],
    'l/min': [6, 100],
    'l/menit': [6, 100],
    'l/h': [1, 1_000],
    'l/jam': [1, 1_000],
  },
  m3: { m3: [1, 1], l: [1, 1_000], kl: [1, 1] },
  m: { m: [1, 1], cm: [1, 100], mm: [1, 1_000] },
  Cel: {
    c: [1, 1],
    degc: [1, 1],
    cel: [1, 1],
    celsius: [1, 1],
    f: [5, 9, -160 / 9],
    degf: [5, 9, -160 / 9],
    k: [1, 1, -273.15],
  },
  'uS/cm': {
    'us/cm': [1, 1],
    'umho/cm': [1, 1],
    'umhos/cm': [1, 1],
    'ms/cm': [1_000, 1],
    'ds/m': [1_000, 1],
    'ms/m': [10, 1],
    's/m': [10_000, 1],
  },
  mV: { mv: [1, 1], v: [1_000, 1] },
  '[pH]': { '': [1, 1], '-': [1, 1], ph: [1, 1], unitph: [1, 1], phunit: [1, 1], satuanph: [1, 1] },
  '[NTU]': { ntu: [1, 1] },
  '[Pt-Co]': {
    'pt-co': [1, 1],
    ptco: [1, 1],
    'pt/co': [1, 1],
    ptcounit: [1, 1],
    unitptco: [1, 1],
    'unitpt-co': [1, 1],
    'skalapt-co': [1, 1],
    skalaptco: [1, 1],
    tcu: [1, 1],
    hazen: [1, 1],
  },
  '{count}/(100.mL)': {
    '/100ml': [1, 1],
    'mpn/100ml': [1, 1],
    'cfu/100ml': [1, 1],
    'apm/100ml': [1, 1],
    'jml/100ml': [1, 1],
    'jumlah/100ml': [1, 1],
    'koloni/100ml': [1, 1],
    'count/100ml': [1, 1],
    'mpn/ml': [100, 1],
    'cfu/ml': [100, 1],
    'mpn/l': [1, 10],
    'cfu/l': [1, 10],
  },
};

/** Converts values of a unit into the parameter's canonical one. */
export interface UnitConversion {
  value(given: number): number;
  /** A difference or an uncertainty: scaled, not shifted. */
  difference(given: number): number;
}

/** How to convert that unit, written as people do, for the parameter; undefined when it is not known to be one of its. */
export function conversionFrom(unit: string, parameter: ParameterId): UnitConversion | undefined {
  const canonical = parameterOf(parameter)?.unit ?? '';
  const known = UNITS[canonical] ?? {};
  const conversion = unit === canonical ? ([1, 1] as const) : own(known, normalized(unit));
  if (conversion === undefined) return undefined;
  const [times, over, plus = 0] = conversion;
  return {
    value: (given) => (given * times) / over + plus,
    difference: (given) => (given * times) / over,
  };
}

/** Spellings that `conversionFrom` knows for the parameter, for a message or a list to choose from. */
export function unitsOf(parameter: ParameterId): readonly string[] {
  return Object.keys(UNITS[parameterOf(parameter)?.unit ?? ''] ?? {}).filter((unit) => unit !== '');
}

/** NFKC makes ³ a 3 and both micro signs one; degree signs, blanks and dots of multiplication say nothing here. */
function normalized(unit: string): string {
  return unit
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('μ', 'u')
    .replace(/[\s°º·.[\]()]/g, '');
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
