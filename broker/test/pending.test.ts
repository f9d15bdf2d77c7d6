import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PendingGate } from '../src/pending-gate.ts';
import { TotalPending } from '../src/total-pending.ts';

const MARKS = { messagesHigh: 4, messagesLow: 2, bytesHigh: 100, bytesLow: 50 };

test('PendingGate shuts at a high mark and opens once at the low marks', () => {
  let opened = 0;
  const gate = new PendingGate(MARKS, () => {
    opened += 1;
  });
  gate.take(3, 10);
  expect(gate.shut).toBe(false);
  gate.take(1, 100);
  expect(gate.shut).toBe(true);
  gate.release(2, 20);
  expect(gate.shut).toBe(true); // messages are low, bytes are not
  gate.release(1, 60);
  expect(gate.shut).toBe(false);
  gate.release(1, 30);
  expect([opened, gate.messages, gate.bytes]).toEqual([1, 0, 0]);
});

test('PendingGate is never shut at or below the low marks, and always at or above a high mark', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 60 }), { maxLength: 60 }), (sizes) => {
      const gate = new PendingGate(MARKS, () => {});
      const inHand: number[] = [];
      for (const size of sizes) {
        const oldest = inHand[0];
        if (size % 2 === 0 || oldest === undefined) {
          inHand.push(size);
          gate.take(1, size);
        } else {
          inHand.shift();
          gate.release(1, oldest);
        }
        if (gate.messages >= 4 || gate.bytes >= 100) expect(gate.shut).toBe(true);
        if (gate.messages <= 2 && gate.bytes <= 50) expect(gate.shut).toBe(false);
      }
    }),
  );
});

test('TotalPending wakes those that wait, in the order they came, but not those that left', () => {
  const total = new TotalPending(MARKS);
  const woken: string[] = [];
  const waiting = (name: string) => ({ pumpSoon: () => void woken.push(name) });
  const [a, b, c] = [waiting('a'), waiting('b'), waiting('c')];
  total.take(4, 0);
  for (const one of [a, b, c]) total.wait(one);
  total.forget(b);
  total.release(2, 0);
  expect(woken).toEqual(['a', 'c']);
});
