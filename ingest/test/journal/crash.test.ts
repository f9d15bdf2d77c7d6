import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { readJournal } from '../support/read-journal.ts';
import { runChild } from '../support/run-child.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const ROUNDS = 4;

it('Journal has every acknowledged message after SIGKILL at any moment, again and again', {
  timeout: 120_000,
}, async () => {
  const directory = await temporaryDirectory();
  const acknowledged: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const child = runChild('journal-child.ts', [directory, String(round * 1_000_000)]);
    await until(() => child.lines.length > 0, 'the first acknowledgement', 30_000);
    await delay(Math.random() * 200); // The moment of the kill is left to chance.
    await child.kill();
    acknowledged.push(...child.lines.map(Number));

    const { live, backlog } = readJournal(directory);
    const found = new Set([...live, ...backlog].map((text) => JSON.parse(text).seq));
    expect(found.size).toBe(live.length + backlog.length);
    expect(acknowledged.filter((n) => !found.has(n))).toEqual([]);
    for (const lane of [live, backlog]) {
      const numbers = lane.map((text) => JSON.parse(text).seq);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    }
  }
  expect(acknowledged.length).toBeGreaterThan(ROUNDS * 100);
});
