import { join } from 'node:path';
import { ConfigurationError } from '@banyu/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Backlog, type BacklogUser } from '../src/backlog.ts';
import type { Message } from '../src/message.ts';
import { FakeClock } from './support/fake-clock.ts';
import { refuseOneCommit } from './support/refuse-one-commit.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const LIMITS = { samples: 3, bytes: 32_768 };
const ALL = Number.MAX_SAFE_INTEGER;

const user = (name: string, maxSamples: number): BacklogUser => ({
  name,
  maxSamples,
  random: Math.random,
  lost: () => {
    throw new Error('the disk refused a sample');
  },
});

function open(path = join(temporaryFolder(), 'backlog.sqlite'), maxSamples = 1_000) {
  return new Backlog(path, new FakeClock(0)).device(user('logger-1', maxSamples));
}

/** Two devices that share a file, whose disk is told when to take a group. */
function pair(path = join(temporaryFolder(), 'backlog.sqlite')) {
  const disk = new FakeClock(0);
  const lost: [string, number][] = [];
  const backlog = new Backlog(path, disk);
  const device = (name: string) =>
    backlog.device({ ...user(name, 3), lost: (samples) => lost.push([name, samples]) });
  return { one: device('one'), other: device('other'), lost, commit: () => disk.advance(1_000) };
}

describe('Backlog', () => {
  it('forms messages of the oldest samples first, up to the limit, and numbers them from 0', () => {
    const backlog = open();
    for (const t of [1, 2, 3, 4]) backlog.append(`{"t":${t},"ph":7}`);
    const { boot } = backlog;
    expect(backlog.form(0, ALL, LIMITS)?.payload).toBe(
      `{"v":1,"boot":"${boot}","seq":0,"samples":[{"t":1,"ph":7},{"t":2,"ph":7},{"t":3,"ph":7}]}`,
    );
    expect(backlog.form(0, ALL, LIMITS)?.payload).toBe(
      `{"v":1,"boot":"${boot}","seq":1,"samples":[{"t":4,"ph":7}]}`,
    );
    expect(backlog.form(0, ALL, LIMITS)).toBeUndefined();
    backlog.close();
  });

  it('gives the same message after a restart, byte by byte, and new ones another boot', () => {
    const path = join(temporaryFolder(), 'backlog.sqlite');
    const before = open(path);
    for (const t of [1, 2, 3, 4, 5]) before.append(`{"t":${t}}`);
    const messages = [before.form(3, ALL, LIMITS), before.form(0, 3, LIMITS)];
    before.append('{"t":6}');
    before.close();

    const after = open(path);
    expect(after.samples).toBe(6);
    expect(after.unacknowledged).toEqual(expect.arrayContaining(messages));
    expect(after.unacknowledged).toHaveLength(2);
    const fresh = after.form(0, ALL, LIMITS);
    expect(fresh).toMatchObject({ seq: 0, samples: 1, payload: expect.stringContaining('{"t":6}') });
    expect(fresh?.boot).not.toBe(messages[0]?.boot);
    after.close();
  });

  it('names a boot anew when the file was lost and its counter with it', () => {
    const [one, other] = [open(), open()];
    expect(one.boot).not.toBe(other.boot);
    one.close();
    other.close();
  });

  it('keeps a message within the bytes, but takes one sample however long', () => {
    const backlog = open();
    const long = JSON.stringify({ t: 1, note: 'ü'.repeat(2_000) });
    for (let i = 0; i < 3; i++) backlog.append(long);
    const message = backlog.form(0, ALL, { samples: 100, bytes: 8_500 });
    expect(message?.samples).toBe(2);
    expect(Buffer.byteLength(message?.payload ?? '')).toBeLessThanOrEqual(8_500);
    expect(backlog.form(0, ALL, { samples: 100, bytes: 100 })?.samples).toBe(1);
    backlog.close();
  });

  it('drops the oldest that waits when it is full, never a message, and remembers how many', () => {
    const path = join(temporaryFolder(), 'backlog.sqlite');
    const backlog = open(path, 3);
    backlog.append('{"t":0}');
    const message = backlog.form(0, ALL, LIMITS);
    for (const t of [1, 2, 3, 4, 5]) backlog.append(`{"t":${t}}`);
    expect(backlog).toMatchObject({ samples: 4, dropped: 2 });
    backlog.close();
    const again = open(path, 3);
    expect(again).toMatchObject({ samples: 4, dropped: 2, unacknowledged: [message] });
    expect(again.form(0, ALL, LIMITS)?.payload).toContain('[{"t":3},{"t":4},{"t":5}]');
    again.close();
  });

  it('keeps devices apart', () => {
    const backlog = new Backlog(join(temporaryFolder(), 'backlog.sqlite'), new FakeClock(0));
    const [one, other] = ['one', 'other'].map((name) => backlog.device(user(name, 10)));
    one?.append('{"t":1}');
    other?.append('{"t":2}');
    expect(one?.form(0, ALL, LIMITS)?.payload).toContain('[{"t":1}]');
    expect(other?.form(0, ALL, LIMITS)?.payload).toContain('[{"t":2}]');
    one?.close();
    other?.append('{"t":3}');
    other?.close();
  });

  it('refuses a file that another holds or that is no database', () => {
    const path = join(temporaryFolder(), 'backlog.sqlite');
    const backlog = open(path);
    expect(() => open(path)).toThrow(ConfigurationError);
    expect(() => open(path)).toThrow('used by one process');
    backlog.close();
    expect(() => open(join(path, 'missing', 'backlog.sqlite'))).toThrow(ConfigurationError);
  });

  it('says that something is kept once its group is on disk, and at once when there is nothing to wait for', () => {
    const { one, other, commit } = pair();
    const said: string[] = [];
    other.whenKept(() => said.push('nothing to wait for'));
    one.append('{"t":1}');
    one.whenKept((error) => said.push(`one ${error}`));
    other.append('{"t":2}');
    other.whenKept((error) => said.push(`other ${error}`));
    expect(said).toEqual(['nothing to wait for']);
    commit();
    expect(said).toEqual(['nothing to wait for', 'one undefined', 'other undefined']);
    one.whenKept(() => said.push('is there already'));
    expect(said).toHaveLength(4);
    for (const each of [one, other]) each.close();
  });

  it('loses the samples of a group that the disk refuses, says how many, and is else as before', () => {
    const path = join(temporaryFolder(), 'backlog.sqlite');
    const { one, other, lost, commit } = pair(path);
    for (const t of [1, 2]) one.append(`{"t":${t}}`);
    const sent = one.form(0, 1, LIMITS);
    commit();

    const outcomes: unknown[] = [];
    one.acknowledge(sent as Message);
    for (const t of [3, 4, 5]) one.append(`{"t":${t}}`);
    one.form(0, ALL, LIMITS);
    one.whenKept((error) => outcomes.push(error));
    other.append('{"t":6}');
    refuseOneCommit();
    commit();
    expect(outcomes).toEqual([new Error('database or disk is full')]);
    expect(lost).toEqual([
      ['one', 3],
      ['other', 1],
    ]);
    expect(one).toMatchObject({ samples: 2, dropped: 0, unacknowledged: [sent] });
    expect(other).toMatchObject({ samples: 0, dropped: 0 });

    // The server has it: it is forgotten with the next sample.
    one.append('{"t":7}');
    expect(one).toMatchObject({ samples: 2, unacknowledged: [] });
    expect(one.form(0, ALL, LIMITS)?.payload).toContain('[{"t":2},{"t":7}]');
    for (const each of [one, other]) each.close();

    const again = open(path);
    expect(again.samples).toBe(0);
    again.close();
    const { one: after, other: neighbour } = pair(path);
    expect(after).toMatchObject({ samples: 2, dropped: 0 });
    for (const each of [after, neighbour]) each.close();
  });

  it('has every sample in exactly one place, whatever is appended, formed, acknowledged and restarted', () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.constant({ do: 'append' } as const) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('live' as const), back: fc.nat(4) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('old' as const), back: fc.nat(4) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('acknowledge' as const), pick: fc.nat() }) },
      { weight: 1, arbitrary: fc.constant({ do: 'restart' } as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const path = join(temporaryFolder(), 'backlog.sqlite');
        let backlog = open(path, 5);
        let t = 0;
        const contents = new Map<string, string>();
        const acknowledged: Message[] = [];
        const note = (message: Message | undefined) => {
          if (message === undefined) return;
          const name = `${message.boot}/${message.seq}`;
          expect(contents.has(name)).toBe(false);
          contents.set(name, message.payload);
        };
        for (const each of steps) {
          if (each.do === 'append') backlog.append(`{"t":${++t}}`);
          if (each.do === 'live') note(backlog.form(backlog.newest - each.back, backlog.newest, LIMITS));
          if (each.do === 'old') note(backlog.form(0, backlog.newest - each.back, LIMITS));
          if (each.do === 'acknowledge') {
            const { unacknowledged } = backlog;
            const message = unacknowledged[each.pick % Math.max(1, unacknowledged.length)];
            if (message !== undefined) {
              backlog.acknowledge(message);
              acknowledged.push(message);
            }
          }
          if (each.do === 'restart') {
            backlog.close();
            backlog = open(path, 5);
          }
          for (const { boot, seq, payload } of backlog.unacknowledged) {
            expect(payload).toBe(contents.get(`${boot}/${seq}`));
          }
        }
        for (
          let more = backlog.form(0, ALL, LIMITS);
          more !== undefined;
          more = backlog.form(0, ALL, LIMITS)
        ) {
          note(more);
        }
        const there = [...acknowledged, ...backlog.unacknowledged].flatMap(({ payload }) =>
          [...payload.matchAll(/"t":(\d+)/g)].map(([, number]) => Number(number)),
        );
        expect(new Set(there).size).toBe(there.length);
        expect(there.length + backlog.dropped).toBe(t);
        backlog.close();
      }),
      { numRuns: 40 },
    );
  });
});
