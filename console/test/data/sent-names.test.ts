import { expect, it } from 'vitest';
import { sentNames } from '../../src/data/sent-names.ts';

it.each([
  ['a value', { scope: 'value', parameter: 'KOK', payload: '1' }, ['KOK']],
  ['a sample', { scope: 'sample', parameter: null, payload: '{"t":1,"ph":7,"PH":7}' }, ['ph', 'PH']],
  [
    'a message',
    { scope: 'message', parameter: null, payload: '{"v":1,"samples":[{"t":1,"ph":7},{"cod":8}]}' },
    ['ph', 'cod'],
  ],
  ['a list of samples', { scope: 'message', parameter: null, payload: '[{"t":1,"ph":7},3]' }, ['ph']],
  ['what was cut off', { scope: 'message', parameter: null, payload: '{"v":1,"sam' }, []],
] as const)('sentNames() finds the names in %s', (_, reject, names) => {
  expect(sentNames(reject)).toEqual(names);
});
