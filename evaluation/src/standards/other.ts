import type { EffluentLimit, EffluentStandard } from '@banyu/contracts';

type Bounds = Readonly<Partial<Record<EffluentLimit['parameter'], number>>>;

/** Upper bounds by parameter, and the pH from 6 to 9 that all of them ask for. */
function limitsOf(highest: Bounds): readonly EffluentLimit[] {
  return [
    { parameter: 'ph', min: 6, max: 9 },
    ...Object.entries(highest).map(([parameter, max]) => ({
      parameter: parameter as EffluentLimit['parameter'],
      min: null,
      max,
    })),
  ];
}

const CENTRAL_JAVA = {
  regulation: 'Perda Provinsi Jawa Tengah 5/2012',
  source: 'https://docplayer.info/33256708 (regulation); limits from a laboratory’s copy of its table',
  basis: 'copy',
  status: 'unconfirmed',
  validFrom: null,
  replaces: null,
} as const;

const NOT_TEXTILE = {
  id: 'Bukan untuk tekstil dan batik, yang punya tabel sendiri. Belum dipastikan masih berlaku setelah 2025.',
  en: 'Not for textile and batik, which have a table of their own. Whether it holds after 2025 is not confirmed.',
};

const GROUP_I: Bounds = {
  temperature: 38,
  cod: 100,
  bod: 50,
  tss: 100,
  no3n: 20,
  no2n: 1,
  sulfide: 0.05,
  phenol: 0.5,
  chromium: 0.5,
  chromium_vi: 0.1,
  detergent: 5,
  tds: 2_000,
  fluoride: 2,
  cyanide: 0.05,
  free_chlorine: 1,
  arsenic: 0.1,
  barium: 2,
  cadmium: 0.05,
  cobalt: 0.4,
  copper: 2,
  iron: 5,
  lead: 0.1,
  manganese: 2,
  mercury: 0.002,
  nickel: 0.2,
  selenium: 0.05,
  tin: 2,
  zinc: 5,
};

const GROUP_II: Bounds = {
  temperature: 38,
  cod: 250,
  bod: 100,
  tss: 200,
  no3n: 30,
  no2n: 3,
  sulfide: 0.1,
  phenol: 1,
  chromium: 1,
  chromium_vi: 0.5,
  tds: 4_000,
  fluoride: 3,
  cyanide: 0.5,
  free_chlorine: 2,
  arsenic: 0.5,
  barium: 3,
  cadmium: 0.1,
  cobalt: 0.6,
  copper: 3,
  iron: 10,
  lead: 1,
  manganese: 5,
  mercury: 0.005,
  nickel: 0.5,
  selenium: 0.5,
  tin: 3,
  zinc: 10,
};

/** Central Java's table for whatever has none of its own, and domestic wastewater. */
export const OTHER_STANDARDS: readonly EffluentStandard[] = [
  {
    ...CENTRAL_JAVA,
    id: 'general-perda-jateng-5-2012-group-1',
    name: { id: 'Kegiatan lain, Jawa Tengah, golongan I', en: 'Other activities, Central Java, group I' },
    annex: 'kegiatan tanpa baku mutu sendiri, golongan I',
    tiers: [{ fromM3PerDay: 0, toM3PerDay: null, limits: limitsOf(GROUP_I) }],
    notJudged: [
      { id: 'minyak nabati 5 mg/L, minyak mineral 10 mg/L', en: 'vegetable oil 5 mg/L, mineral oil 10 mg/L' },
    ],
    notes: [NOT_TEXTILE],
  },
  {
    ...CENTRAL_JAVA,
    id: 'general-perda-jateng-5-2012-group-2',
    name: { id: 'Kegiatan lain, Jawa Tengah, golongan II', en: 'Other activities, Central Java, group II' },
    annex: 'kegiatan tanpa baku mutu sendiri, golongan II',
    tiers: [{ fromM3PerDay: 0, toM3PerDay: null, limits: limitsOf(GROUP_II) }],
    notJudged: [
      {
        id: 'minyak nabati 10 mg/L, minyak mineral 50 mg/L',
        en: 'vegetable oil 10 mg/L, mineral oil 50 mg/L',
      },
      {
        id: 'deterjen: angka pada salinan yang dibaca rusak',
        en: 'detergent: the number in the copy that was read is corrupt',
      },
    ],
    notes: [NOT_TEXTILE],
  },
  {
    id: 'domestic-permen-lhk-p68-2016',
    name: { id: 'Air limbah domestik (2016)', en: 'Domestic wastewater (2016)' },
    regulation: 'Permen LHK P.68/2016',
    annex: 'Lampiran I',
    source: 'https://crpg.info/what-are-indonesias-wastewater-quality-standards-for-buildings',
    basis: 'copy',
    status: 'revoked',
    validFrom: null,
    replaces: null,
    tiers: [
      {
        fromM3PerDay: 0,
        toM3PerDay: null,
        limits: limitsOf({ cod: 100, bod: 30, tss: 30, nh3n: 10, oil_and_grease: 5, total_coliform: 3_000 }),
      },
    ],
    notJudged: [{ id: 'debit 100 L per orang per hari', en: 'discharge of 100 L per person per day' }],
    notes: [
      {
        id: 'Dicabut oleh Permen LH/BPLH 11/2025 (9 September 2025), yang tabelnya belum ada di sini; usaha yang sudah ada diberitakan punya waktu dua tahun.',
        en: 'Revoked by Permen LH/BPLH 11/2025 (9 September 2025), whose table is not here yet; existing businesses are reported to have two years.',
      },
      {
        id: 'Amonia dibaca sebagai amonia-N, yang lebih longgar; salinan tidak menyebutnya.',
        en: 'Ammonia is read as ammonia-N; the copy does not say.',
      },
    ],
  },
];
