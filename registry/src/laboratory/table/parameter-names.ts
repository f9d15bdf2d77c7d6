import { PARAMETERS, type ParameterId } from '@banyu/contracts';
import { keyOf } from './cell.ts';

/** What laboratories call parameters besides the contract's ids and names, as `keyOf` leaves it. */
const OTHER_NAMES: Readonly<Partial<Record<ParameterId, readonly string[]>>> = {
  ph: ['derajat keasaman', 'derajat keasaman ph', 'keasaman'],
  temperature: ['temperatur', 'temp', 'suhu air'],
  cod: ['chemical oxygen demand', 'kebutuhan oksigen kimiawi', 'kok', 'cod cr'],
  bod: [
    'bod5',
    'bod 5',
    'biochemical oxygen demand',
    'biological oxygen demand',
    'kebutuhan oksigen biokimia',
  ],
  tss: [
    'total suspended solids',
    'suspended solids',
    'padatan tersuspensi total',
    'padatan tersuspensi',
    'zat padat tersuspensi',
    'zat padat tersuspensi total',
    'residu tersuspensi',
  ],
  nh3n: [
    'nh3 n',
    'amonia total',
    'amonia total sebagai n',
    'amonia total nh3 n',
    'ammonia n',
    'nh4 n',
    'amonia nh3 n',
  ],
  no3n: ['no3 n', 'nitrat sebagai n', 'nitrat no3 n', 'nitrate nitrogen'],
  no2n: ['no2 n', 'nitrit sebagai n', 'nitrit no2 n', 'nitrite nitrogen'],
  total_nitrogen: ['total n', 'n total', 'nitrogen total sebagai n', 'tn'],
  total_phosphorus: ['total p', 'p total', 'total fosfor', 'total fosfat sebagai p', 'tp'],
  flow: ['flow rate', 'discharge', 'laju alir'],
  dissolved_oxygen: ['do', 'oksigen terlarut do'],
  conductivity: ['ec', 'dhl', 'electrical conductivity', 'konduktivitas'],
  turbidity: ['turbiditas'],
  colour: ['color', 'warna sejati', 'true color', 'true colour'],
  sulfide: ['sulfida s', 'sulfida sebagai s', 'sulphide', 's2'],
  phenol: ['fenol total', 'total fenol', 'total phenol', 'phenols', 'senyawa fenol'],
  chromium: [
    'total krom',
    'krom total cr',
    'krom total cr t',
    'cr total',
    'total cr',
    'chromium total',
    'krom',
    'chromium',
    'cr',
  ],
  chromium_vi: [
    'cr6',
    'cr6+',
    'cr 6+',
    'cr vi',
    'krom vi',
    'chromium vi',
    'krom heksavalen cr6+',
    'krom heksavalen cr vi',
  ],
  oil_and_grease: ['minyak lemak', 'minyak dan lemak total', 'oil grease', 'oil and grease', 'og'],
  detergent: [
    'detergen',
    'mbas',
    'deterjen',
    'surfaktan',
    'surfaktan anionik',
    'surfactants',
    'detergen total',
  ],
  total_coliform: [
    'coliform',
    'total koliform',
    'coliform total',
    'bakteri koliform',
    'koliform',
    'total coliforms',
  ],
  fecal_coliform: ['faecal coliform', 'koli tinja', 'fecal coli', 'fecal coliforms', 'faecal coliforms'],
  tds: ['total dissolved solids', 'padatan terlarut total', 'zat padat terlarut', 'residu terlarut'],
  chloride: ['cl', 'chlorida'],
  sulfate: ['so4', 'sulphate'],
  fluoride: ['f', 'flourida'],
  cyanide: ['cn'],
  free_chlorine: ['klor bebas', 'cl2', 'sisa klor', 'chlorine', 'khlorin bebas'],
  arsenic: ['as', 'arsenik'],
  barium: ['ba'],
  boron: ['b'],
  cadmium: ['cd', 'cadmium', 'kadmium cd'],
  cobalt: ['co'],
  copper: ['cu'],
  iron: ['fe', 'besi', 'iron', 'fe terlarut'],
  lead: ['pb', 'timbal pb'],
  manganese: ['mn', 'mangan', 'manganese', 'mn terlarut'],
  mercury: ['hg', 'air raksa', 'merkuri'],
  nickel: ['ni'],
  selenium: ['se'],
  tin: ['sn', 'timah putih'],
  zinc: ['zn'],
};

const BY_KEY: ReadonlyMap<string, ParameterId> = new Map(
  PARAMETERS.flatMap(({ id, name }) =>
    [id, name.id, name.en, ...(OTHER_NAMES[id] ?? [])].map((text) => [keyOf(text), id] as const),
  ),
);

/** The parameter of that name: the contract's id, either language, or what laboratories write. */
export function parameterNamed(name: string): ParameterId | undefined {
  const key = keyOf(name);
  const [, before = '', inside = ''] = /^(.+?)\s*\((.+)\)$/.exec(name.trim()) ?? [];
  return (
    BY_KEY.get(key) ?? (before === '' ? undefined : (BY_KEY.get(keyOf(inside)) ?? BY_KEY.get(keyOf(before))))
  );
}
