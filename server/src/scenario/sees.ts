import { z } from 'zod';

/**
 * What somebody sees of one parameter in the time of an expectation:
 * `above`, `below`: a value beyond that one; `rises by`, `falls by`: so far from what it was when the time began;
 * `off by`: a check measurement differs by that much from what the sensor says; `flat`, `missing`: all the time the
 * same value, or none; `flag`: quality control marks a value so.
 */
export type Sees =
  | { readonly sign: 'above' | 'below' | 'rises by' | 'falls by' | 'off by'; readonly by: number }
  | { readonly sign: 'flat' | 'missing' }
  | { readonly sign: 'flag'; readonly flag: 'suspect' | 'fail' };

const WITH_NUMBER = /^(above|below|rises by|falls by|off by) (-?\d+(?:\.\d+)?)$/;
const FORMS =
  'above 1.5, below 1.5, rises by 1.5, falls by 1.5, off by 1.5, flat, missing, flag suspect, flag fail';

export function parseSees(text: string): Sees | undefined {
  if (text === 'flat' || text === 'missing') return { sign: text };
  if (text === 'flag suspect') return { sign: 'flag', flag: 'suspect' };
  if (text === 'flag fail') return { sign: 'flag', flag: 'fail' };
  const [, sign, number] = WITH_NUMBER.exec(text) ?? [];
  const by = Number(number);
  switch (sign) {
    case 'above':
    case 'below':
      return { sign, by };
    case 'rises by':
    case 'falls by':
    case 'off by':
      return by > 0 ? { sign, by } : undefined;
    default:
      return undefined;
  }
}

/** As people and `parseSees` read it. */
export function writeSees(sees: Sees): string {
  if (sees.sign === 'flag') return `flag ${sees.flag}`;
  return 'by' in sees ? `${sees.sign} ${sees.by}` : sees.sign;
}

export const SeesText = z.string({ error: `write one of: ${FORMS}` }).transform((text, context) => {
  const sees = parseSees(text);
  if (sees !== undefined) return sees;
  context.addIssue(`"${text}" is nothing that can be seen: write one of ${FORMS}`);
  return z.NEVER;
});
