import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TelemetryMessage } from '@banyu/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Backlog } from '../../lib/backlog.js';

let directory: string;
let opened: Backlog[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyu-backlog-'));
  opened = [];
});

afterEach(async () => {
  for (const backlog of opened) backlog.close();
  await rm(directory, { recursive: true, force: true });
});

function open(maxBytes = 1_000_000): Backlog {
  const onError = (error: Error) => {
    throw error;
  };
  const backlog = new Backlog(join(directory, 'device.db'), { maxBytes, onError });
  opened.push(backlog);
  return backlog;
}

function close(backlog: Backlog): void {
  opened = opened.filter((other) => other !== backlog);
  backlog.close();
}

const part = (ph: number) => ({ json: `{"t":1764000000000,"ph":${ph}}`, samples: 1 });

describe('Backlog', () => {
  it('numbers messages as the contract says, anew after each opening', () => {
    const first = open();
    first.append([part(1), part(2)], { sentUpTo: 0 });
    close(first);
    const second = open();
    second.append([part(3)], { sentUpTo: 0 });
    const messages = second.next(0, 10).map(({ payload }) => TelemetryMessage.parse(JSON.parse(payload)));
    expect(messages.map(({ seq }) => seq)).toEqual([0, 1, 0]);
    expect(messages[0]?.boot).toBe(messages[1]?.boot);
    expect(messages[2]?.boot).not.toBe(messages[1]?.boot);
  });

  it('gives what was not acknowledged again after an opening, the same to the byte', () => {
    const first = open();
    first.append([part(1), part(2), part(3)], { sentUpTo: 0 });
    const sent = first.next(0, 10);
    first.acknowledge(sent[1]?.id ?? 0);
    close(first);
    const second = open();
    expect(second.next(0, 10)).toEqual([sent[0], sent[2]]);
    expect(second.samples).toBe(2);
  });

  it('drops the oldest when it is full, but none that is on its way, and counts them for good', () => {
    const backlog = open(3 * 90);
    backlog.append([part(1), part(2), part(3)], { sentUpTo: 0 });
    const [first] = backlog.next(0, 1);
    backlog.append([part(4)], { sentUpTo: first?.id ?? 0 });
    const kept = backlog.next(0, 10).map(({ payload }) => JSON.parse(payload).samples[0].ph);
    expect(kept).toEqual([1, 3, 4]);
    expect(backlog.dropped).toBe(1);
    close(backlog);
    expect(open().dropped).toBe(1);
  });

  it('forgets a message once, however often it is acknowledged', () => {
    const backlog = open();
    backlog.append([part(1), part(2)], { sentUpTo: 0 });
    const [first] = backlog.next(0, 1);
    for (let i = 0; i < 3; i++) backlog.acknowledge(first?.id ?? 0);
    expect(backlog.samples).toBe(1);
    backlog.append([part(3)], { sentUpTo: 0 });
    backlog.acknowledge(first?.id ?? 0);
    expect(backlog.samples).toBe(2);
  });

  it('tells a second one that wants the same file', () => {
    const backlog = open();
    backlog.append([part(1)], { sentUpTo: 0 });
    expect(() => open()).toThrow(/cannot open the backlog at ".*": database is locked/);
  });
});
