import type { EffluentLimit, EffluentStandard } from '@banyu/contracts';

/** 9 September 2025, when Permen LH/BPLH 12/2025 was promulgated; midnight in Jakarta. */
const PROMULGATED_12_2025 = Date.UTC(2025, 8, 8, 17);

const PH: EffluentLimit = { parameter: 'ph', min: 6, max: 9 };
const atMost = (parameter: EffluentLimit['parameter'], max: number): EffluentLimit => ({
  parameter,
  min: null,
  max,
});

/** What the table of 2014 and that of Central Java have in common with the lowest tier of 2025. */
const SMALL: readonly EffluentLimit[] = [
  PH,
  atMost('cod', 150),
  atMost('bod', 60),
  atMost('tss', 50),
  atMost('nh3n', 8),
  atMost('sulfide', 0.3),
  atMost('phenol', 0.5),
  atMost('chromium', 1),
  atMost('oil_and_grease', 3),
];

/** The three tiers of 2025 differ in organic matter and solids alone. */
function tierOf2025(cod: number, bod: number, tss: number): readonly EffluentLimit[] {
  const organic = new Map(
    [atMost('cod', cod), atMost('bod', bod), atMost('tss', tss)].map((l) => [l.parameter, l]),
  );
  return [
    ...SMALL.map((limit) => organic.get(limit.parameter) ?? limit),
    atMost('temperature', 38),
    atMost('colour', 200),
  ];
}

const PER_TON = {
  id: 'air limbah paling banyak 100 m³ per ton produk',
  en: 'at most 100 m³ of wastewater per ton of product',
};

/** Textile, of which batik is a part: no national table for batik alone is known. */
export const TEXTILE_STANDARDS: readonly EffluentStandard[] = [
  {
    id: 'textile-permen-lh-12-2025',
    name: {
      id: 'Industri tekstil, pengolahan tersendiri (2025)',
      en: 'Textile industry, stand-alone treatment (2025)',
    },
    regulation: 'Permen LH/BPLH 12/2025',
    annex: 'Lampiran I',
    source: 'https://pasal.id/en/peraturan/permen/permenklhbph-no-12-tahun-2025/koreksi/9404381',
    basis: 'regulation',
    status: 'in-force',
    validFrom: PROMULGATED_12_2025,
    replaces: 'textile-permen-lh-5-2014',
    tiers: [
      { fromM3PerDay: 0, toM3PerDay: 100, limits: tierOf2025(150, 60, 50) },
      { fromM3PerDay: 100, toM3PerDay: 1_000, limits: tierOf2025(125, 45, 40) },
      { fromM3PerDay: 1_000, toM3PerDay: null, limits: tierOf2025(115, 35, 30) },
    ],
    notJudged: [PER_TON],
    notes: [
      {
        id: 'Tabel menyebut <100, 100<x<1000 dan >1000 m³/hari; tepat pada 100 dan 1000 dipakai yang lebih ketat.',
        en: 'The table says <100, 100<x<1000 and >1000 m³/day; at exactly 100 and 1000 the stricter is taken.',
      },
      {
        id: 'Sejak diundangkan, tanpa masa peralihan. Pengolahan terpadu (Lampiran II) tidak tercakup.',
        en: 'From its promulgation on, without a time of transition. Integrated treatment (Lampiran II) is not covered.',
      },
    ],
  },
  {
    id: 'textile-permen-lh-5-2014',
    name: { id: 'Industri tekstil (2014)', en: 'Textile industry (2014)' },
    regulation: 'Permen LH 5/2014',
    annex: 'Lampiran XLII',
    source: 'https://cpns-lowongankerjabumn.blogspot.com/2019/07/baku-mutu-air-limbah-industri-tekstil.html',
    basis: 'copy',
    status: 'replaced',
    validFrom: null,
    replaces: null,
    tiers: [{ fromM3PerDay: 0, toM3PerDay: null, limits: SMALL }],
    notJudged: [
      PER_TON,
      { id: 'beban paling tinggi per ton produk', en: 'the highest loads per ton of product' },
    ],
    notes: [
      {
        id: 'Tanpa tingkatan dari perubahannya, Permen LHK P.16/2019.',
        en: 'Without the tiers of its amendment, Permen LHK P.16/2019.',
      },
    ],
  },
  {
    id: 'textile-batik-perda-jateng-5-2012',
    name: { id: 'Tekstil dan batik, Jawa Tengah', en: 'Textile and batik, Central Java' },
    regulation: 'Perda Provinsi Jawa Tengah 5/2012',
    annex: 'tekstil dan batik',
    source: 'https://docplayer.info/33256708 (regulation); limits from a laboratory’s copy of its table',
    basis: 'copy',
    status: 'unconfirmed',
    validFrom: null,
    replaces: null,
    tiers: [{ fromM3PerDay: 0, toM3PerDay: null, limits: [...SMALL, atMost('temperature', 38)] }],
    notJudged: [],
    notes: [
      {
        id: 'Debit dan beban tertinggi tidak dipastikan; begitu pula apakah masih berlaku setelah 2025.',
        en: 'The highest volume and loads are not confirmed; nor is whether it holds after 2025.',
      },
    ],
  },
];
