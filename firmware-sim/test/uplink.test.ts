import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Backlog } from '../src/backlog.ts';
import { type Carrier, Uplink } from '../src/uplink.ts';
import { FakeClock } from './support/fake-clock.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

interface Sent {
  readonly seq: number;
  readonly ts: readonly number[];
  readonly payload: string;
  readonly acknowledge: () => void;
}

function rig() {
  const disk = new FakeClock(0);
  const kept = (): void => disk.advance(100);
  const backlog = new Backlog(join(temporaryFolder(), 'backlog.sqlite'), disk).device({
    name: 'logger-1',
    maxSamples: 10_000,
    random: Math.random,
    lost: () => {},
  });
  const clock = new FakeClock(1_000_000);
  const uplink = new Uplink(backlog, clock, {
    limits: { samples: 10, bytes: 32_768 },
    window: { all: 4, backlog: 2 },
    acknowledgeWithinMs: 30_000,
  });
  const sent: Sent[] = [];
  let stalled = 0;
  const carrier = (): Carrier => ({
    publish: (payload, acknowledge) => {
      const { seq, samples } = JSON.parse(payload) as { seq: number; samples: { t: number }[] };
      sent.push({
        seq,
        ts: samples.map(({ t }) => t),
        payload,
        acknowledge: () => {
          acknowledge();
          kept();
        },
      });
    },
    stalled: () => {
      stalled += 1;
    },
    failed: (error) => {
      throw error;
    },
  });
  let t = 0;
  const sample = (count = 1) => {
    for (let i = 0; i < count; i++) backlog.append(`{"t":${++t}}`);
    uplink.pump();
    kept();
  };
  const open = (): void => {
    uplink.opened(carrier());
    kept();
  };
  return { backlog, clock, uplink, sent, carrier, open, sample, kept, stalls: () => stalled };
}

/** Takes what was sent so far and leaves the list empty. */
function taken(sent: Sent[]): Sent[] {
  return sent.splice(0);
}

describe('Uplink', () => {
  it('sends nothing before it is opened, and then the backlog in messages of many samples', () => {
    const { sent, open, sample, backlog } = rig();
    sample(25);
    expect(sent).toEqual([]);
    open();
    expect(sent.map(({ ts }) => ts.length)).toEqual([10, 10]);
    for (const { acknowledge } of taken(sent)) acknowledge();
    expect(sent.map(({ ts }) => ts)).toEqual([[21, 22, 23, 24, 25]]);
    for (const { acknowledge } of taken(sent)) acknowledge();
    expect(backlog.samples).toBe(0);
    backlog.close();
  });

  it('sends a message once it is on disk, not before, and not on a connection that is gone by then', () => {
    const { uplink, sent, carrier, kept, backlog } = rig();
    uplink.opened(carrier());
    backlog.append('{"t":1}');
    uplink.pump();
    expect(sent).toEqual([]);
    uplink.closed();
    kept();
    expect(sent).toEqual([]);
    uplink.opened(carrier());
    expect(sent.map(({ ts }) => ts)).toEqual([[1]]);
    backlog.append('{"t":2}');
    uplink.pump();
    expect(sent).toHaveLength(1);
    kept();
    expect(sent.map(({ ts }) => ts)).toEqual([[1], [2]]);
    backlog.close();
  });

  it('sends a live sample at once in a message of its own, before the rest of a long backlog', () => {
    const { sent, open, sample, backlog } = rig();
    sample(1_000);
    open();
    taken(sent);
    sample();
    expect(sent.map(({ ts }) => ts)).toEqual([[1001]]);
    backlog.close();
  });

  it('has no more on its way than the window, and gives the next free place to what is live', () => {
    const { sent, open, sample, backlog } = rig();
    sample(1_000);
    open();
    sample();
    sample();
    sample();
    const first = taken(sent);
    expect(first).toHaveLength(4);
    first[0]?.acknowledge();
    expect(sent.map(({ ts }) => ts)).toEqual([[1003]]);
    backlog.close();
  });

  it('keeps places for what is live while the backlog fills its own', () => {
    const { sent, open, sample, backlog } = rig();
    sample(1_000);
    open();
    expect(sent).toHaveLength(2);
    taken(sent)[0]?.acknowledge();
    expect(sent).toHaveLength(1);
    backlog.close();
  });

  it('sends what was not acknowledged again after a break, the same, before anything else', () => {
    const { uplink, sent, open, sample, backlog } = rig();
    sample(30);
    open();
    sample();
    const before = taken(sent);
    uplink.closed();
    sample();
    open();
    expect(sent.slice(0, 3).map(({ payload }) => payload)).toEqual(before.map(({ payload }) => payload));
    backlog.close();
  });

  it('takes no acknowledgement from a connection that is gone', () => {
    const { uplink, sent, open, sample, backlog } = rig();
    sample();
    open();
    const [late] = taken(sent);
    uplink.closed();
    late?.acknowledge();
    expect(backlog.samples).toBe(1);
    open();
    late?.acknowledge();
    expect(backlog.samples).toBe(1);
    sent[0]?.acknowledge();
    expect(backlog.samples).toBe(0);
    backlog.close();
  });

  it('calls a connection stalled when its oldest message is not acknowledged in time', () => {
    const { uplink, sent, open, sample, clock, stalls, backlog } = rig();
    open();
    for (let i = 0; i < 10; i++) {
      sample();
      clock.advance(29_000);
      taken(sent)[0]?.acknowledge();
    }
    expect(stalls()).toBe(0);
    sample();
    clock.advance(20_000);
    sample();
    taken(sent)[1]?.acknowledge();
    clock.advance(9_999);
    expect(stalls()).toBe(0);
    clock.advance(1);
    expect(stalls()).toBe(1);
    uplink.closed();
    expect(clock.pendingMs).toEqual([]);
    backlog.close();
  });

  it('forms nothing new while it drains', () => {
    const { uplink, sent, open, sample, backlog } = rig();
    sample(30);
    open();
    uplink.drain();
    for (const { acknowledge } of taken(sent)) acknowledge();
    expect(sent).toEqual([]);
    expect(uplink.idle).toBe(true);
    expect(backlog.samples).toBe(10);
    backlog.close();
  });
});
