import { describe, expect, it } from 'vitest';
import { appendAll } from './support/append-all.ts';
import { makeGate } from './support/gate.ts';
import { delivery, NOW, telemetry } from './support/messages.ts';
import { allReadings, openRig, testStore } from './support/rig.ts';
import { until } from './support/until.ts';

const OLD = NOW - 86_400_000;
const message = (seq: number, t: number, device = 'effluent-1') =>
  delivery(telemetry(seq, [{ t, ph: 7 }]), { device });

/** Every journal entry makes a batch of its own. */
const small = { rows: 1, payloadBytes: 1_000_000, ageMs: 1 };
const limits = { live: small, backlog: small };

describe('Lanes', () => {
  it('a flood of backlog does not stand before live data: it passes beside a write that is under way', async () => {
    const rig = await openRig();
    for (let seq = 0; seq < 50; seq += 1) await appendAll(rig.journal, [message(seq, OLD + seq)]);
    const gate = makeGate();
    const written: string[] = [];
    const store = testStore(async (batch, next) => {
      written.push((batch.t[0] ?? 0) < NOW ? 'backlog' : 'live');
      await gate.pass();
      return next(batch);
    });
    const pipeline = await rig.pipeline({ store, limits });
    await until(() => written.length === 1, 'the store is at work on backlog');
    await appendAll(rig.journal, [message(100, NOW, 'effluent-2')]);
    pipeline.wake();
    await until(() => written.length === 2, 'live data reaches the store');
    expect(written).toEqual(['backlog', 'live']);
    gate.openForEver();
    await pipeline.idle();
    expect(await allReadings(store)).toHaveLength(51);
  });

  it('a batch of a device waits for another one of it: it is judged by what that one leaves', async () => {
    const rig = await openRig();
    await appendAll(rig.journal, [message(1, OLD)]);
    const gate = makeGate();
    let underWay = 0;
    const store = testStore(async (batch, next) => {
      underWay += 1;
      expect(underWay).toBe(1);
      await gate.pass();
      underWay -= 1;
      return next(batch);
    });
    const pipeline = await rig.pipeline({ store, limits });
    await until(() => underWay === 1, 'the store is at work on backlog');
    await appendAll(rig.journal, [message(100, NOW)]);
    pipeline.wake();
    await until(() => pipeline.statistics().waitingEntries.live === 1, 'live data waits');
    gate.openForEver();
    await pipeline.idle();
    expect(await allReadings(store)).toHaveLength(2);
  });

  it('behind a store that does one thing at a time, live data waits for one batch of backlog at most', async () => {
    const rig = await openRig();
    for (let seq = 0; seq < 30; seq += 1) await appendAll(rig.journal, [message(seq, OLD + seq)]);
    const gate = makeGate();
    const begun: string[] = [];
    let turn: Promise<unknown> = Promise.resolve();
    const store = testStore((batch, next) => {
      const mine = turn.then(async () => {
        begun.push((batch.t[0] ?? 0) < NOW ? 'backlog' : 'live');
        await gate.pass();
        return next(batch);
      });
      turn = mine;
      return mine;
    });
    const pipeline = await rig.pipeline({ store, limits });
    for (let seq = 100; seq < 105; seq += 1) {
      await until(() => gate.waiting === 1, 'the store is at work');
      const before = begun.length;
      await appendAll(rig.journal, [message(seq, NOW + seq)]);
      pipeline.wake();
      for (let step = 0; step < 3; step += 1) {
        gate.openOnce();
        const wanted = before + step + 1;
        await until(() => begun.length >= wanted, 'the next write');
      }
      expect(begun.slice(before, before + 3)).toContain('live');
    }
    gate.openForEver();
    await pipeline.idle();
    expect(await allReadings(store)).toHaveLength(35);
  });

  it('a flood of live data does not starve backlog', async () => {
    const rig = await openRig();
    for (let seq = 0; seq < 60; seq += 1) await appendAll(rig.journal, [message(seq, NOW + seq)]);
    await appendAll(rig.journal, [message(100, OLD)]);
    const written: number[] = [];
    const store = testStore((batch, next) => {
      written.push(batch.t[0] ?? 0);
      return next(batch);
    });
    const pipeline = await rig.pipeline({ store, limits });
    await pipeline.idle();
    expect(written.indexOf(OLD)).toBeLessThan(20);
  });
});
