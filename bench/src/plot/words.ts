import { parameterOf } from '@banyu/contracts';
import type { Point, Quantity } from '@banyu/simulator';
import type { Language, Text } from './rehearsal.ts';

const WORDS = {
  flow: { en: 'Flow', id: 'Debit' },
  influent: { en: 'Influent', id: 'Influen' },
  equalization: { en: 'Equalization tank', id: 'Bak ekualisasi' },
  aeration: { en: 'Aeration tank', id: 'Bak aerasi' },
  effluent: { en: 'Effluent', id: 'Efluen' },
  'river-upstream': { en: 'River upstream', id: 'Sungai hulu' },
  'river-downstream': { en: 'River downstream', id: 'Sungai hilir' },
  river: { en: 'River', id: 'Sungai' },
  upstream: { en: 'upstream', id: 'hulu' },
  downstream: { en: 'downstream', id: 'hilir' },
  tank: { en: 'tank', id: 'bak' },
  tanks: { en: 'tanks', id: 'bak' },
  and: { en: 'and', id: 'dan' },
  blanket: {
    en: 'Settler: height of the sludge blanket (above 1 000 g/m³)',
    id: 'Pengendap: tinggi selimut lumpur (di atas 1 000 g/m³)',
  },
  legend: {
    en: 'Lines: what is true. Dots: what the sensors say. Local time (UTC+7).',
    id: 'Garis: keadaan sebenarnya. Titik: kata sensor. Waktu setempat (UTC+7).',
  },
  wrong: { en: 'What goes wrong', id: 'Apa yang salah' },
  expected: { en: 'What should be seen, and when it was', id: 'Apa yang harus terlihat, dan kapan terlihat' },
  above: { en: 'above', id: 'di atas' },
  below: { en: 'below', id: 'di bawah' },
  'rises by': { en: 'rises by', id: 'naik sebesar' },
  'falls by': { en: 'falls by', id: 'turun sebesar' },
  'off by': { en: 'off by', id: 'meleset' },
  flat: { en: 'flat', id: 'datar' },
  missing: { en: 'missing', id: 'kosong' },
  flag: { en: 'flag', id: 'tanda' },
  by: { en: 'by', id: 'paling lambat' },
  until: { en: 'until', id: 'sampai' },
  seen: { en: 'seen', id: 'terlihat' },
  'not seen': { en: 'not seen', id: 'tidak terlihat' },
  'left to quality control': { en: 'for quality control to say', id: 'urusan kendali mutu' },
} as const satisfies Readonly<Record<string, Text>>;

export type Word = keyof typeof WORDS;

export function wordOf(word: Word, language: Language): string {
  return WORDS[word][language];
}

/** A parameter's name, small unless it is an abbreviation: `dissolved oxygen`, `TSS`, `pH`. */
export function nameOf(quantity: Quantity, language: Language): string {
  return uncapitalized(parameterOf(quantity)?.name[language] ?? quantity);
}

/** Its unit as people write it; pH has none. */
export function symbolOf(quantity: Quantity): string {
  const symbol = parameterOf(quantity)?.symbol ?? '';
  return symbol === 'pH' ? '' : symbol;
}

/** `Effluent ammonia-N` */
export function placeAndName(point: Point, quantity: Quantity, language: Language): string {
  return language === 'en'
    ? `${wordOf(point, language)} ${nameOf(quantity, language)}`
    : `${capitalized(nameOf(quantity, language))} ${uncapitalized(wordOf(point, language))}`;
}

export function capitalized(text: string): string {
  return text === 'pH' ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

export function uncapitalized(text: string): string {
  const [first = '', second = ''] = text;
  return second === second.toLowerCase() ? first.toLowerCase() + text.slice(1) : text;
}
