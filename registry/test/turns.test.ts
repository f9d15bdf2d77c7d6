import { UnavailableError } from '@banyu/contracts';
import { expect, test } from 'vitest';
import { takingTurns } from '../src/turns.ts';

/** Work that ends when the test says so. */
function held() {
  const running: { end: (result: string) => void; fail: (error: Error) => void }[] = [];
  return { running, work: () => new Promise<string>((end, fail) => running.push({ end, fail })) };
}

test('takingTurns() runs a few at a time, the others in the order they came, also after a failure', async () => {
  const { running, work } = held();
  const turns = takingTurns({ atOnce: 2, maxWaiting: 10 });
  const results = Array.from({ length: 4 }, () => turns(work));
  expect(running).toHaveLength(2);
  running[0]?.end('first');
  expect(await results[0]).toBe('first');
  expect(running).toHaveLength(3);
  running[1]?.fail(new Error('no memory'));
  await expect(results[1]).rejects.toThrow('no memory');
  expect(running).toHaveLength(4);
  running[3]?.end('fourth');
  running[2]?.end('third');
  expect(await Promise.all([results[2], results[3]])).toEqual(['third', 'fourth']);
});

test('takingTurns() turns away who finds the line full, and takes the next once there is room', async () => {
  const { running, work } = held();
  const turns = takingTurns({ atOnce: 1, maxWaiting: 1 });
  const first = turns(work);
  const second = turns(work);
  await expect(turns(work)).rejects.toBeInstanceOf(UnavailableError);
  running[0]?.end('first');
  await first;
  const third = turns(work);
  running[1]?.end('second');
  await second;
  running[2]?.end('third');
  expect(await third).toBe('third');
});
