import { describe, expect, it } from 'vitest';
import { formatOf, textOf } from '../../src/format.ts';
import { outcomeIn, outcomeText, typedOutcome } from '../../src/laboratory/outcome.ts';

describe('outcomeIn()', () => {
  it.each([
    ['81.3', { kind: 'value', value: 81.3 }],
    [' 81,3 ', { kind: 'value', value: 81.3 }],
    ['0', { kind: 'value', value: 0 }],
    ['<0,05', { kind: 'below', limit: 0.05 }],
    ['> 1600', { kind: 'above', limit: 1600 }],
    ['-', { kind: 'not-analysed' }],
  ])('reads %j', (text, outcome) => {
    expect(outcomeIn(text)).toEqual(outcome);
  });

  it.each(['', 'jernih', '1.234,5', '1.600', '<2,400', '<0', '<', '7;2'])('finds nothing in %j', (text) => {
    expect(outcomeIn(text)).toBeUndefined();
  });
});

it.each([81.125, -1.125, 1_600, 0.125, 81.3])(
  'typedOutcome() writes %d so that it is read as that',
  (value) => {
    const outcome = { kind: 'value', value } as const;
    expect(outcomeIn(typedOutcome(outcome))).toEqual(outcome);
  },
);

it('outcomeText() writes a limit as a limit, with the language’s decimal mark', () => {
  const write = (language: 'id' | 'en') =>
    outcomeText({ kind: 'below', limit: 0.05 }, formatOf(language, 'UTC'), textOf(language));
  expect([write('id'), write('en')]).toEqual(['<0,05', '<0.05']);
});
