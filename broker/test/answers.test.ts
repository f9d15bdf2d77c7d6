import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Answers } from '../src/answers.ts';

test('Answers leave in order of arrival, once each, whatever the order and number of settlements', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 40 }),
      fc.array(fc.nat({ max: 39 }), { maxLength: 80 }),
      (bytes, settlements) => {
        const left: number[] = [];
        const answers = new Answers(() => {});
        const held = bytes.map((size, i) => answers.add(() => left.push(i), size, 0));
        for (const i of settlements) {
          const answer = held[i % held.length];
          if (answer !== undefined) answers.settle(answer, undefined);
        }
        const settled = new Set(settlements.map((i) => i % held.length));
        const firstOpen = held.findIndex((_, i) => !settled.has(i));
        const expected = firstOpen < 0 ? held.length : firstOpen;
        expect(left).toEqual(Array.from({ length: expected }, (_, i) => i));
        expect(answers.messages).toBe(held.length - expected);
        expect(answers.bytes).toBe(bytes.slice(expected).reduce((sum, size) => sum + size, 0));
      },
    ),
  );
});

test('Answers keep the order when a callback settles a later one or adds one', () => {
  const left: string[] = [];
  const answers = new Answers(() => {});
  const first = answers.add(
    () => {
      left.push('first');
      answers.settle(second, undefined);
      answers.settle(
        answers.add(() => left.push('added'), 0, 0),
        undefined,
      );
    },
    0,
    0,
  );
  const second = answers.add(() => left.push('second'), 0, 0);
  answers.settle(first, undefined);
  expect(left).toEqual(['first', 'second', 'added']);
});

test('Answers.failAll() fails what is open and keeps what was settled', () => {
  const outcomes: unknown[] = [];
  const answers = new Answers(() => {});
  const callback = (error?: Error | null): void => {
    outcomes.push(error?.message ?? 'kept');
  };
  answers.add(callback, 1, 0);
  answers.settle(answers.add(callback, 1, 5), undefined);
  expect(answers.isOverdue(0)).toBe(false);
  expect(answers.isOverdue(1)).toBe(true);
  answers.failAll(new Error('late'));
  expect(outcomes).toEqual(['late', 'kept']);
  expect(answers.isOverdue(10)).toBe(false);
});
