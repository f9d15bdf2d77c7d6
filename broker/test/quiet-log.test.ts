import { expect, test } from 'vitest';
import { QuietLog } from '../src/quiet-log.ts';

test('QuietLog lets a few lines of a message through in a while, then says how many it left out', () => {
  const lines: string[] = [];
  let now = 0;
  const log = new QuietLog(
    {
      info: () => {},
      error: () => {},
      warn: (facts, message) => lines.push(`${message} ${JSON.stringify(facts)}`),
    },
    () => now,
  );
  for (let i = 0; i < 100; i += 1) log.warn({ i }, 'Refused');
  log.warn({}, 'Another');
  expect(lines).toHaveLength(6);
  now = 10_000;
  log.warn({ i: 'later' }, 'Refused');
  expect(lines.slice(6)).toEqual([
    'Refused (more of them, not logged one by one) {"left":95}',
    'Refused {"i":"later"}',
  ]);
});
