import { createRandom } from '@banyu/simulator';
import { describe, expect, it } from 'vitest';
import { backOffMs, DEFAULT_BACK_OFF } from '../src/back-off.ts';
import { type Lifecycle, next } from '../src/lifecycle.ts';

const DEVICES = 10_000;

/** A server that checks 250 log-ins a second, lets 2 000 wait, and no one for longer than 10 s. */
const LOGINS_PER_SECOND = 250;
const MAX_WAITING = 2_000;
const MAX_WAIT_MS = 10_000;

/** Whom the server takes in, and whom it turns away, of those who knock at these instants (ascending, ms). */
function served(knocks: readonly number[]): { refused: number; lastInMs: number } {
  let freeAt = 0;
  let refused = 0;
  for (const knock of knocks) {
    const waitMs = Math.max(0, freeAt - knock);
    if (waitMs > MAX_WAIT_MS || (waitMs / 1_000) * LOGINS_PER_SECOND > MAX_WAITING) refused += 1;
    else freeAt = Math.max(freeAt, knock) + 1_000 / LOGINS_PER_SECOND;
  }
  return { refused, lastInMs: freeAt };
}

/** When a device that lost its server at 0 first finds it back, ms; it is away until `awayMs`. */
function knocksAt(awayMs: number, random: () => number): number {
  let life: Lifecycle = { state: 'online', failures: 0, sinceMs: -3_600_000 };
  let now = 0;
  for (;;) {
    life = next(life, { event: 'disconnected', chance: random() }, now, DEFAULT_BACK_OFF).next;
    if (life.state !== 'offline') throw new Error(`it is ${life.state}, expected offline`);
    now = life.retryAtMs;
    if (now >= awayMs) return now;
    life = next(life, { event: 'due' }, now, DEFAULT_BACK_OFF).next;
  }
}

const inOrder = (times: number[]): number[] => times.sort((a, b) => a - b);

describe('10 000 devices', () => {
  it.each([0.1, 1, 5, 10, 20, 30, 45, 60, 90, 600, 3_600])(
    'that lost their server at one moment are back within a minute, none refused, when it was away for %d s',
    (awaySeconds) => {
      for (const seed of [1, 2, 3]) {
        const random = createRandom(seed, awaySeconds * 10);
        const awayMs = awaySeconds * 1_000;
        const { refused, lastInMs } = served(
          inOrder(Array.from({ length: DEVICES }, () => knocksAt(awayMs, random))),
        );
        expect(refused).toBe(0);
        expect(lastInMs - awayMs).toBeLessThan(60_000);
      }
    },
  );

  it('that get their power back at one moment are there within a minute, none refused', () => {
    const random = createRandom(4);
    const { refused, lastInMs } = served(
      inOrder(Array.from({ length: DEVICES }, () => backOffMs(DEFAULT_BACK_OFF, 0, random()))),
    );
    expect(refused).toBe(0);
    expect(lastInMs).toBeLessThan(60_000);
  });

  it('would be too much for the server if they came back sooner: the rig is able to fail', () => {
    const random = createRandom(5);
    const hasty = { baseMs: 1_000, capMs: 60_000 };
    const { refused } = served(inOrder(Array.from({ length: DEVICES }, () => backOffMs(hasty, 0, random()))));
    expect(refused).toBeGreaterThan(5_000);
  });
});
