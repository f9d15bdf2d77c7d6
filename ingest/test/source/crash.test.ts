import { setTimeout as delay } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { expect, it, onTestFinished } from 'vitest';
import { telemetry } from '../support/messages.ts';
import { startMosquitto } from '../support/mosquitto.ts';
import { readJournal } from '../support/read-journal.ts';
import { type Child, runChild } from '../support/run-child.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const KILLS = 3;

it('nothing that Mosquitto took is lost when ingest is killed under load, again and again', {
  timeout: 120_000,
}, async () => {
  const directory = await temporaryDirectory();
  const { url } = await startMosquitto();
  const start = async (): Promise<Child> => {
    const child = runChild('source-child.ts', [directory, url]);
    await until(() => child.lines.length > 0, 'ingest runs', 30_000);
    return child;
  };
  let child = await start();
  onTestFinished(() => child.kill());

  const device = await connectAsync(url);
  onTestFinished(() => device.endAsync(true));
  const taken: number[] = [];
  let publishing = true;
  let seq = 0;
  const load = (async () => {
    while (publishing) {
      const numbers = Array.from({ length: 50 }, () => seq++);
      await Promise.all(
        numbers.map(async (n) => {
          const text = telemetry(n, [{ t: Date.now(), ph: 7 }]);
          await device.publishAsync(`banyu/v1/ipal-banyurip/effluent-${n % 5}/telemetry`, text, { qos: 1 });
          taken.push(n);
        }),
      );
    }
  })();

  for (let kill = 0; kill < KILLS; kill += 1) {
    const lines = child.lines.length;
    await until(() => child.lines.length > lines, 'ingest commits');
    await delay(Math.random() * 100); // The moment of the kill is left to chance.
    await child.kill();
    child = await start();
  }
  publishing = false;
  await load;

  const found = () => new Set(readJournal(directory).live.map((text): number => JSON.parse(text).seq));
  const missing = () => {
    const kept = found();
    return taken.filter((n) => !kept.has(n));
  };
  await until(() => missing().length === 0, 'every message is in the journal', 30_000);
  expect(taken.length).toBeGreaterThan(500);
});
