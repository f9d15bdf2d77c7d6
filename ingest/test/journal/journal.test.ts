import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { UnavailableError } from '@banyu/contracts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { JOURNAL_FILE } from '../../src/journal/database.ts';
import { openJournal } from '../../src/journal/disk-journal.ts';
import type { Journal, JournalOptions } from '../../src/journal/journal.ts';
import { JournalReader } from '../../src/journal/reader.ts';
import { appendAll } from '../support/append-all.ts';
import { delivery, NOW, telemetry } from '../support/messages.ts';
import { quietLog } from '../support/quiet-log.ts';
import { readJournal } from '../support/read-journal.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

async function open(directory: string, options: Partial<JournalOptions> = {}): Promise<Journal> {
  const journal = await openJournal({ directory, log: quietLog, clock: () => NOW, ...options });
  onTestFinished(() => journal.close());
  return journal;
}

const text = (n: number) => telemetry(n, [{ t: NOW, ph: 7 }]);

describe('Journal', () => {
  it('has on disk what it has answered, in order, with who sent it and when', async () => {
    const directory = await temporaryDirectory();
    const journal = await open(directory);
    await appendAll(journal, [
      delivery('one', { device: 'a', receivedAt: 11 }),
      delivery('', { device: 'b', channel: 'status', receivedAt: 12 }),
      delivery('three', { device: 'a', plant: 'other', channel: 'command/reply', receivedAt: 13 }),
    ]);
    const reader = new JournalReader(directory);
    const entry = reader.next('live', 0);
    reader.close();
    expect(entry).toMatchObject({
      id: 1,
      messages: 3,
      devices: ['a', 'b', 'a'],
      plants: ['ipal-banyurip', 'ipal-banyurip', 'other'],
    });
    expect([...(entry?.lengths ?? [])]).toEqual([3, 0, 5]);
    expect([...(entry?.receivedAt ?? [])]).toEqual([11, 12, 13]);
    expect([...(entry?.channel ?? [])]).toEqual([0, 1, 3]);
    expect(readJournal(directory).live).toEqual(['one', '', 'three']);
  });

  it('copies the payload: it may be overwritten at once', async () => {
    const directory = await temporaryDirectory();
    const journal = await open(directory);
    const payload = new TextEncoder().encode('before');
    const stored = appendAll(journal, [delivery(payload)]);
    payload.fill(0);
    await stored;
    expect(readJournal(directory).live).toEqual(['before']);
  });

  it('answers in the order of the appends, across lanes and commits', async () => {
    const journal = await open(await temporaryDirectory());
    const answered: number[] = [];
    const big = 'x'.repeat(50_000);
    const total = 200;
    for (let n = 0; n < total; n += 1) {
      const t = n % 3 === 0 ? NOW - 3_600_000 : NOW;
      journal.append(delivery(telemetry(n, [{ t, ph: 7, big }])), () => answered.push(n));
    }
    await until(() => answered.length === total, 'all answered');
    expect(answered).toEqual(Array.from({ length: total }, (_, n) => n));
    expect(journal.state().commits).toBeGreaterThan(1);
  });

  it('commits together what arrives while a commit is under way', async () => {
    const journal = await open(await temporaryDirectory());
    await appendAll(
      journal,
      Array.from({ length: 5_000 }, (_, n) => delivery(text(n))),
    );
    expect(journal.state()).toMatchObject({ committedMessages: 5_000, messages: 5_000, pendingMessages: 0 });
    expect(journal.state().commits).toBeLessThan(50);
  });

  it('tells its listeners of each commit, after the data can be read', async () => {
    const directory = await temporaryDirectory();
    const journal = await open(directory);
    const seen: number[] = [];
    journal.onCommit(() => seen.push(readJournal(directory).live.length));
    await appendAll(journal, [delivery('one')]);
    await appendAll(journal, [delivery('two')]);
    expect(seen).toEqual([1, 2]);
  });

  it('is there after it was closed and opened again, and knows how much it holds', async () => {
    const directory = await temporaryDirectory();
    const first = await open(directory);
    await appendAll(first, [delivery('one'), delivery('two')]);
    const held = first.state().bytes;
    await first.close();
    const second = await open(directory);
    expect(second.state()).toMatchObject({ bytes: held, messages: 2, level: 'ok' });
    await appendAll(second, [delivery('three')]);
    expect(readJournal(directory).live).toEqual(['one', 'two', 'three']);
  });

  it('commits what it has when it is closed, and refuses what comes later', async () => {
    const directory = await temporaryDirectory();
    const journal = await open(directory);
    const stored = appendAll(journal, [delivery('last')]);
    const closed = journal.close();
    await expect(appendAll(journal, [delivery('too late')])).rejects.toThrow(UnavailableError);
    await Promise.all([stored, closed]);
    expect(readJournal(directory).live).toEqual(['last']);
  });

  it('never uses an id again, even when everything was released and it was opened anew', async () => {
    const directory = await temporaryDirectory();
    const first = await open(directory);
    await appendAll(first, [delivery('one')]);
    first.release({ live: 1, backlog: 0 });
    await until(() => first.state().messages === 0, 'released');
    expect(readJournal(directory).live).toEqual([]);
    await first.close();
    const second = await open(directory);
    await appendAll(second, [delivery('two')]);
    const reader = new JournalReader(directory);
    expect(reader.next('live', 1)?.id).toBe(2);
    reader.close();
  });

  it('uses its file again: a hundred times its content leaves it the same size', async () => {
    const directory = await temporaryDirectory();
    const journal = await open(directory);
    const payload = 'x'.repeat(60_000);
    const sizes: number[] = [];
    for (let round = 1; round <= 100; round += 1) {
      await appendAll(journal, [delivery(payload), delivery(payload)]);
      journal.release({ live: round, backlog: 0 });
      sizes.push(journal.state().fileBytes);
    }
    expect(Math.max(...sizes)).toBeLessThan(20 * 60_000);
  });

  it('gives the space of a long outage back to the disk when it has run empty', async () => {
    const directory = await temporaryDirectory();
    const journal = await open(directory);
    const payload = new Uint8Array(65_536);
    for (let round = 0; round < 24; round += 1) {
      await appendAll(
        journal,
        Array.from({ length: 50 }, () => delivery(payload)),
      );
    }
    expect(journal.state().fileBytes).toBeGreaterThan(75_000_000);
    journal.release({ live: Number.MAX_SAFE_INTEGER, backlog: 0 });
    await until(() => journal.state().fileBytes < 1_000_000, 'the file is small');
    await appendAll(journal, [delivery('and goes on')]);
    expect(readJournal(directory).live).toEqual(['and goes on']);
  });

  it('cuts a payload that no contract allows, one byte above the limit', async () => {
    const directory = await temporaryDirectory();
    const journal = await open(directory);
    await appendAll(journal, [delivery('x'.repeat(1_000_000))]);
    expect(readJournal(directory).live.map(({ length }) => length)).toEqual([65_537]);
  });
});

describe('Journal at its bound', () => {
  it('says near, then full; refuses without acknowledging; takes messages again after a release', async () => {
    const directory = await temporaryDirectory();
    const journal = await open(directory, { maxBytes: 100_000 });
    const payload = 'x'.repeat(10_000);
    await appendAll(
      journal,
      Array.from({ length: 8 }, () => delivery(payload)),
    );
    expect(journal.state().level).toBe('near');
    await appendAll(journal, [delivery(payload)]);
    await expect(appendAll(journal, [delivery(payload)])).rejects.toThrow(UnavailableError);
    expect(journal.state()).toMatchObject({ level: 'full', messages: 9, refusedMessages: 1 });
    expect(readJournal(directory).live).toHaveLength(9);

    journal.release({ live: 1, backlog: 0 });
    await until(() => journal.state().level === 'ok', 'room again');
    await appendAll(journal, [delivery(payload)]);
    expect(journal.state().messages).toBe(2);
  });

  it('refuses while the disk has less than the reserve, and goes on by itself', async () => {
    let free = 1_000_000;
    const options = { reserveBytes: 400_000, freeDiskBytes: () => Promise.resolve(free) };
    const journal = await open(await temporaryDirectory(), options);
    expect(journal.state().level).toBe('ok');
    free = 700_000;
    await until(() => journal.state().level === 'near', 'near');
    free = 399_999;
    await until(() => journal.state().level === 'full', 'full');
    await expect(appendAll(journal, [delivery('one')])).rejects.toThrow(/reserve/);
    free = 1_000_000;
    await until(() => journal.state().level === 'ok', 'ok');
    await appendAll(journal, [delivery('two')]);
  });
});

describe('Journal that cannot write', () => {
  it('acknowledges nothing, says failed, and works again by itself', async () => {
    const directory = await temporaryDirectory();
    const journal = await open(directory);
    await appendAll(journal, [delivery('before')]);
    const other = new DatabaseSync(join(directory, JOURNAL_FILE));
    other.exec('BEGIN IMMEDIATE'); // Nobody else can write now.
    await expect(appendAll(journal, [delivery('lost')])).rejects.toThrow(UnavailableError);
    expect(journal.state()).toMatchObject({ level: 'failed', messages: 1 });
    other.exec('ROLLBACK');
    other.close();
    await until(() => journal.state().level === 'ok', 'it works again');
    await appendAll(journal, [delivery('after')]);
    expect(readJournal(directory).live).toEqual(['before', 'after']);
  });
});
