import { expect, test } from 'vitest';
import { CheckQueue } from '../src/check-queue.ts';

test('CheckQueue runs so many checks at once, in order, and turns away when its line is full', async () => {
  const queue = new CheckQueue(2, 1);
  const started: string[] = [];
  const gates = new Map(['a', 'b', 'c', 'd'].map((name) => [name, Promise.withResolvers<void>()]));
  const check = (name: string) => async (): Promise<void> => {
    started.push(name);
    await gates.get(name)?.promise;
  };
  expect(['a', 'b', 'c', 'd'].map((name) => queue.enter(check(name)))).toEqual([true, true, true, false]);
  expect(started).toEqual(['a', 'b']);
  expect(queue.waiting).toBe(1);
  gates.get('b')?.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect(started).toEqual(['a', 'b', 'c']);
  expect(queue.waiting).toBe(0);
});
