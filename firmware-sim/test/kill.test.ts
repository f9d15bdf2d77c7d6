import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startMosquitto } from './support/mosquitto.ts';
import { type Recorded, type RecordingBroker, startRecordingBroker } from './support/recording-broker.ts';
import { subscribe } from './support/subscriber.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { until } from './support/until.ts';

const PROGRAM = fileURLToPath(new URL('support/device-process.ts', import.meta.url));

function launcher(url: string) {
  const folder = temporaryFolder();
  const truthPath = join(folder, 'truth.ndjson');
  writeFileSync(truthPath, '');
  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    const dying = child;
    child = undefined;
    if (dying === undefined || dying.exitCode !== null) return;
    const gone = new Promise((resolve) => dying.once('exit', resolve));
    dying.kill('SIGKILL');
    await gone;
  };
  onTestFinished(kill);
  return {
    launch: () => {
      child = spawn(process.execPath, [PROGRAM, url, join(folder, 'backlog.sqlite'), truthPath], {
        stdio: ['ignore', 'inherit', 'inherit'],
      });
    },
    kill,
    /** The samples that the backlog had taken, as text. The last line may be torn by the kill. */
    truth: () => readFileSync(truthPath, 'utf8').split('\n').slice(0, -1),
  };
}

/** The samples that came, as text. */
function arrived(broker: RecordingBroker): Set<string> {
  return new Set(broker.telemetry.flatMap(({ samples }) => samples.map((sample) => JSON.stringify(sample))));
}

function isSubset(some: readonly string[], all: ReadonlySet<string>): boolean {
  return some.every((each) => all.has(each));
}

describe('a device that is killed', () => {
  it('loses nothing it had sampled, in 12 kills at any moment, with a broker that comes and goes', {
    timeout: 90_000,
  }, async () => {
    // More than a device has on its way, or each connection would break before an acknowledgement gets out.
    const broker = await startRecordingBroker({ loseEvery: 25 });
    const device = launcher(`mqtt://127.0.0.1:${broker.port}`);
    for (let kill = 0; kill < 12; kill++) {
      const before = device.truth().length;
      if (kill % 3 === 1) await broker.goAway();
      device.launch();
      // A different moment each time: between the first sample and the sixtieth, in whatever is going on then.
      const samples = 1 + ((kill * 23) % 60);
      await until(`sample ${samples} of life ${kill}`, () => device.truth().length >= before + samples);
      if (kill % 3 === 1) {
        await broker.comeBack();
        const sent = broker.telemetry.length;
        await until('it sends again', () => broker.telemetry.length > sent);
      }
      await device.kill();
    }

    device.launch();
    const truth = device.truth();
    await until('every sample of the killed lives arrived', () => isSubset(truth, arrived(broker)), 20_000);
    await device.kill();

    const messages = new Map<string, Recorded>();
    for (const message of broker.telemetry) {
      const name = `${message.boot}/${message.seq}`;
      expect(message.payload, name).toBe(messages.get(name)?.payload ?? message.payload);
      messages.set(name, message);
    }
    // A sample lies in one message only, so what came twice came as the same message.
    const samples = [...messages.values()].flatMap((message) => message.samples);
    expect(samples).toHaveLength(arrived(broker).size);
    const repeated = broker.telemetry.length - messages.size;
    // The test would prove little if nothing had ever been sent twice.
    expect(repeated).toBeGreaterThan(5);
  });

  it('has its will published', async () => {
    const broker = await startMosquitto();
    const reader = await subscribe(broker.url);
    const device = launcher(broker.url);
    device.launch();
    await until('it is online', () => reader.statuses().at(-1)?.state === 'online');
    await device.kill();
    await until('the will came', () => reader.statuses().at(-1)?.state === 'offline');
    expect(reader.statuses().at(-1)).not.toHaveProperty('t');
  });
});
