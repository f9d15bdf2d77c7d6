import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DeviceKey } from '@banyu/contracts';
import { signMessage } from '@banyu/firmware-sim';
import {
  bundleLines,
  openJournal,
  openPipeline,
  openSealer,
  SealBook,
  SignedBook,
  verifySeals,
} from '@banyu/ingest';
import { openDeviceDirectory, openRegistry } from '@banyu/registry';
import { openMemoryStore, type Store } from '@banyu/store';
import { expect, onTestFinished, test } from 'vitest';

const VERIFIER = fileURLToPath(new URL('../docs/verify/verify-bundle.mjs', import.meta.url));
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const H0 = Date.UTC(2026, 5, 1);
const PLANT = 'ipal';
const DEVICE = 'logger-1';

const quiet = { info() {}, warn() {}, error() {} };
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const PUBLIC = String(publicKey.export({ format: 'jwk' }).x);

test('what a device signed is shown to a third party, and a value that it did not sign is found', {
  timeout: 60_000,
}, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'banyu-signed-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  const store = openMemoryStore();
  const keys = await signedData(directory, store);
  const book = new SealBook(join(directory, 'seals.db'), { readOnly: true });
  onTestFinished(() => book.close());
  const signedBook = new SignedBook(join(directory, 'ingest'));
  onTestFinished(() => signedBook.close());

  const verify = (of: Pick<Store, 'received' | 'coverage'>) =>
    verifySeals({
      book,
      store: of,
      now: H0 + DAY,
      signed: { book: signedBook, keys: new Map([[DEVICE, keys]]) },
    });
  expect(await verify(store)).toMatchObject({ findings: [], seals: 1, signed: 24, unsigned: 0 });
  const liar: Pick<Store, 'received' | 'coverage'> = {
    coverage: (query) => store.coverage(query),
    received: async (query) => {
      const { series, heldFrom } = await store.received(query);
      return { heldFrom, series: series.map((each) => ({ ...each, value: each.value.map((v) => v + 1) })) };
    },
  };
  const { findings } = await verify(liar);
  expect(findings).toContainEqual(
    expect.objectContaining({
      what: 'signature',
      device: DEVICE,
      detail: expect.stringMatching(/^12 readings of ph have other values/),
    }),
  );

  const lines: string[] = [];
  const signed = { book: signedBook, keys };
  const range = { from: H0, to: H0 + HOUR };
  for await (const line of bundleLines({ book, store, plant: PLANT, device: DEVICE, ...range, signed }))
    lines.push(line);
  const text = `${lines.join('\n')}\n`;
  const summary = `Signed by the device: 24 of these readings; its keys: ${PUBLIC}`;
  const cases: readonly (readonly [string, string, readonly string[], RegExp])[] = [
    ['as it is', text, ['--key', PUBLIC, '--all-signed'], new RegExp(`^Intact: 24 readings.*\n${summary}\n`)],
    ['another key', text, ['--key', 'A'.repeat(43)], /^REFUSED.*none of those given/],
    [
      'a byte of a message',
      text.replace('\\"ph\\":7.03', '\\"ph\\":7.04'),
      [],
      /not the signature of its device/,
    ],
    [
      'a message left out',
      text.replace(/^\{"kind":"message".*\n/m, ''),
      ['--all-signed'],
      /2 readings are not signed/,
    ],
  ];
  await Promise.all(
    cases.map(async ([what, content, options, expected], i) => {
      if (i > 1) expect(content, what).not.toBe(text);
      const file = join(directory, `bundle-${i}.jsonl`);
      await writeFile(file, content);
      expect(await offline(file, ...options), what).toMatch(expected);
    }),
  );
});

/** A device that has to sign, and did: 12 messages of one hour, sealed; and one that it did not. Gives its keys. */
async function signedData(directory: string, store: Store): Promise<readonly DeviceKey[]> {
  const path = join(directory, 'registry.db');
  const registry = await openRegistry({ path, clock: () => H0 - HOUR });
  await registry.plants.add({ id: PLANT, name: 'IPAL', points: [{ id: 'effluent', name: 'Effluent' }] });
  await registry.devices.add({ id: DEVICE, plant: PLANT, point: 'effluent' });
  const signature = { by: 'Sari', why: 'commissioning' };
  await registry.deviceKeys.add(DEVICE, { publicKey: PUBLIC }, signature);
  const { keys } = await registry.deviceKeys.require(DEVICE, true, signature);
  await registry.close();

  const journalDirectory = join(directory, 'journal');
  const journal = await openJournal({ directory: journalDirectory, log: quiet, clock: () => H0 });
  using devices = openDeviceDirectory({ path });
  const pipeline = await openPipeline({
    ...{ journalDirectory, stateDirectory: join(directory, 'ingest'), store, directory: devices, log: quiet },
  });
  const send = async (seq: number, sign: boolean) => {
    const t = H0 + seq * 300_000;
    const message = JSON.stringify({ v: 1, boot: 'b1', seq, samples: [{ t, ph: 7 + seq / 100, cod: null }] });
    const payload = new TextEncoder().encode(
      sign ? signMessage(PLANT, DEVICE, message, privateKey) : message,
    );
    await new Promise<void>((resolve, reject) =>
      journal.append(
        { plant: PLANT, device: DEVICE, channel: 'telemetry', payload, receivedAt: t + 700 },
        (error) => (error === undefined ? resolve() : reject(error)),
      ),
    );
  };
  await Promise.all(Array.from({ length: 13 }, (_, seq) => send(seq, seq < 12)));
  await pipeline.idle();
  expect(pipeline.rejectCounts()).toMatchObject([{ reason: 'signature', count: 1 }]);
  const sealer = openSealer({
    ...{ pipeline, store, path: join(directory, 'seals.db'), log: quiet },
    clock: () => H0 + 2 * HOUR,
  });
  await sealer.sealDue();
  await sealer.close();
  await pipeline.close();
  await journal.close();
  return keys;
}

/** What the offline verifier prints. */
async function offline(file: string, ...options: readonly string[]): Promise<string> {
  const run = promisify(execFile)(process.execPath, [VERIFIER, file, ...options]);
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return stdout;
}
