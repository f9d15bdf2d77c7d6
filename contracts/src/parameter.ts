/** What is known of one parameter: its canonical unit and what a sensor can physically report. */
export interface Parameter {
  readonly id: ParameterId;
  /** Canonical unit in UCUM (https://ucum.org): what travels, what is stored. */
  readonly unit: string;
  /** The unit as people write it. */
  readonly symbol: string;
  /** Readings outside this span cannot be true, whatever the plant (canonical unit). */
  readonly span: readonly [min: number, max: number];
  /** Decimals that make sense on a display. */
  readonly decimals: number;
  readonly name: { readonly id: string; readonly en: string };
}

/**
 * The parameters of contract version 1, in the order people read them. The spans are physical bounds
 * or the widest range of common process instruments; a plant's own, narrower spans are configuration. From `detergent`
 * on, what only a laboratory measures; with those before, they cover the effluent and river standards in force
 * (Permen LH/BPLH 12/2025, Permen LHK P.68/2016, PP 22/2021 annex VI).
 */
const PARAMETER_TABLE = [
  ['ph', '[pH]', 'pH', [0, 14], 2, 'pH', 'pH'],
  ['temperature', 'Cel', '°C', [-5, 100], 1, 'Suhu', 'Temperature'],
  ['cod', 'mg/L', 'mg/L', [0, 50_000], 1, 'COD', 'COD'],
  ['bod', 'mg/L', 'mg/L', [0, 20_000], 1, 'BOD', 'BOD'],
  ['tss', 'mg/L', 'mg/L', [0, 50_000], 1, 'TSS', 'TSS'],
  ['nh3n', 'mg/L', 'mg/L', [0, 2_000], 2, 'Amonia-N', 'Ammonia-N'],
  ['no3n', 'mg/L', 'mg/L', [0, 2_000], 2, 'Nitrat-N', 'Nitrate-N'],
  ['no2n', 'mg/L', 'mg/L', [0, 2_000], 3, 'Nitrit-N', 'Nitrite-N'],
  ['total_nitrogen', 'mg/L', 'mg/L', [0, 5_000], 2, 'Nitrogen total', 'Total nitrogen'],
  ['total_phosphorus', 'mg/L', 'mg/L', [0, 1_000], 2, 'Fosfor total', 'Total phosphorus'],
  ['flow', 'm3/h', 'm³/h', [0, 20_000], 1, 'Debit', 'Flow'],
  ['volume', 'm3', 'm³', [0, 1e12], 0, 'Totalisator', 'Totalizer'],
  ['level', 'm', 'm', [0, 50], 2, 'Tinggi muka air', 'Level'],
  ['dissolved_oxygen', 'mg/L', 'mg/L', [0, 30], 2, 'Oksigen terlarut', 'Dissolved oxygen'],
  ['conductivity', 'uS/cm', 'µS/cm', [0, 200_000], 0, 'Daya hantar listrik', 'Conductivity'],
  ['turbidity', '[NTU]', 'NTU', [0, 10_000], 1, 'Kekeruhan', 'Turbidity'],
  ['colour', '[Pt-Co]', 'Pt-Co', [0, 50_000], 0, 'Warna', 'Colour'],
  ['orp', 'mV', 'mV', [-2_000, 2_000], 0, 'ORP', 'ORP'],
  ['mlss', 'mg/L', 'mg/L', [0, 50_000], 0, 'MLSS', 'MLSS'],
  ['sulfide', 'mg/L', 'mg/L', [0, 500], 3, 'Sulfida', 'Sulfide'],
  ['phenol', 'mg/L', 'mg/L', [0, 1_000], 3, 'Fenol', 'Phenol'],
  ['chromium', 'mg/L', 'mg/L', [0, 1_000], 3, 'Krom total', 'Total chromium'],
  ['chromium_vi', 'mg/L', 'mg/L', [0, 1_000], 3, 'Krom heksavalen', 'Hexavalent chromium'],
  ['oil_and_grease', 'mg/L', 'mg/L', [0, 10_000], 1, 'Minyak dan lemak', 'Oil and grease'],
  ['detergent', 'mg/L', 'mg/L', [0, 5_000], 3, 'Detergen (MBAS)', 'Detergent (MBAS)'],
  ['total_coliform', '{count}/(100.mL)', '/100 mL', [0, 1e12], 0, 'Koliform total', 'Total coliform'],
  ['fecal_coliform', '{count}/(100.mL)', '/100 mL', [0, 1e12], 0, 'Koliform tinja', 'Fecal coliform'],
  ['tds', 'mg/L', 'mg/L', [0, 200_000], 0, 'TDS', 'TDS'],
  ['chloride', 'mg/L', 'mg/L', [0, 200_000], 1, 'Klorida', 'Chloride'],
  ['sulfate', 'mg/L', 'mg/L', [0, 100_000], 1, 'Sulfat', 'Sulfate'],
  ['fluoride', 'mg/L', 'mg/L', [0, 1_000], 2, 'Fluorida', 'Fluoride'],
  ['cyanide', 'mg/L', 'mg/L', [0, 1_000], 3, 'Sianida', 'Cyanide'],
  ['free_chlorine', 'mg/L', 'mg/L', [0, 500], 2, 'Klorin bebas', 'Free chlorine'],
  ['arsenic', 'mg/L', 'mg/L', [0, 1_000], 3, 'Arsen', 'Arsenic'],
  ['barium', 'mg/L', 'mg/L', [0, 1_000], 3, 'Barium', 'Barium'],
  ['boron', 'mg/L', 'mg/L', [0, 1_000], 3, 'Boron', 'Boron'],
  ['cadmium', 'mg/L', 'mg/L', [0, 1_000], 3, 'Kadmium', 'Cadmium'],
  ['cobalt', 'mg/L', 'mg/L', [0, 1_000], 3, 'Kobalt', 'Cobalt'],
  ['copper', 'mg/L', 'mg/L', [0, 1_000], 3, 'Tembaga', 'Copper'],
  ['iron', 'mg/L', 'mg/L', [0, 10_000], 3, 'Besi terlarut', 'Dissolved iron'],
  ['lead', 'mg/L', 'mg/L', [0, 1_000], 3, 'Timbal', 'Lead'],
  ['manganese', 'mg/L', 'mg/L', [0, 1_000], 3, 'Mangan terlarut', 'Dissolved manganese'],
  ['mercury', 'mg/L', 'mg/L', [0, 100], 4, 'Raksa', 'Mercury'],
  ['nickel', 'mg/L', 'mg/L', [0, 1_000], 3, 'Nikel', 'Nickel'],
  ['selenium', 'mg/L', 'mg/L', [0, 1_000], 3, 'Selenium', 'Selenium'],
  ['tin', 'mg/L', 'mg/L', [0, 1_000], 3, 'Timah', 'Tin'],
  ['zinc', 'mg/L', 'mg/L', [0, 1_000], 3, 'Seng', 'Zinc'],
] as const satisfies readonly (readonly [
  string,
  string,
  string,
  readonly [number, number],
  number,
  string,
  string,
])[];

export type ParameterId = (typeof PARAMETER_TABLE)[number][0];

/** Every parameter of the contract, in display order. */
export const PARAMETERS: readonly Parameter[] = PARAMETER_TABLE.map(
  ([id, unit, symbol, span, decimals, nameId, nameEn]) => ({
    id,
    unit,
    symbol,
    span,
    decimals,
    name: { id: nameId, en: nameEn },
  }),
);

/** The ids alone, as zod's `enum` wants them. */
export const PARAMETER_IDS = PARAMETER_TABLE.map(([id]) => id) as [ParameterId, ...ParameterId[]];

const BY_ID: ReadonlyMap<string, Parameter> = new Map(PARAMETERS.map((p) => [p.id, p]));

/** The parameter of that id, or undefined when the contract has none. Safe for names such as `__proto__`. */
export function parameterOf(id: string): Parameter | undefined {
  return BY_ID.get(id);
}
