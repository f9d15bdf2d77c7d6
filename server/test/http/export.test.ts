import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiAuditHead } from '@banyu/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ExportDesk } from '../../src/export-desk.ts';
import { problemIn } from './support/problem.ts';
import { batchOf, NOW, PH, type Rig, startRig } from './support/rig.ts';

const PATH = '/api/v1/plants/ipal-banyurip/export';

async function stock(rig: Rig, rows: number): Promise<void> {
  await rig.store.write(
    batchOf(Array.from({ length: rows }, (_, i) => ({ t: NOW - (i + 1) * 1_000, value: i }))),
  );
}

/** Polls until the check passes. */
const eventually = <T>(check: () => Promise<T>) => vi.waitFor(check, { timeout: 30_000, interval: 5 });

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyu-exports-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const leftovers = (rig: Rig) => readdir(rig.exportDirectory).catch(() => []);

describe('GET …/export', () => {
  test('gives the readings of the range as CSV, under a name, and leaves no file behind', async () => {
    await using rig = await startRig();
    await stock(rig, 3);
    const response = await rig.get(`${PATH}?format=csv&from=${NOW - 2_000}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('x-banyu-rows')).toBe('2');
    const { line } = ApiAuditHead.parse(await (await rig.get('/api/v1/audit/head')).json());
    expect(response.headers.get('x-banyu-audit-head')).toBe(line);
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="ipal-banyurip_20261124T045958Z_20261124T050000Z.csv"',
    );
    const lines = (await response.text()).trim().split('\n');
    expect(lines[0]).toBe('plant,point,device,parameter,t,value,flag,tests,settings_version,received_at');
    expect(lines.slice(1).map((line) => line.split(',').slice(3, 6))).toEqual([
      ['ph', String(NOW - 2_000), '1.0'],
      ['ph', String(NOW - 1_000), '0.0'],
    ]);
    expect(await leftovers(rig)).toEqual([]);
  });

  test('gives Parquet when nothing is said', async () => {
    await using rig = await startRig();
    await stock(rig, 3);
    const response = await rig.get(PATH);
    expect(response.headers.get('content-type')).toBe('application/vnd.apache.parquet');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.length).toBe(Number(response.headers.get('content-length')));
    expect(bytes.subarray(0, 4).toString()).toBe('PAR1');
  });

  test('heeds the filters', async () => {
    await using rig = await startRig();
    await rig.store.write(
      batchOf([
        { t: NOW - 1 },
        { t: NOW - 1, parameter: 'cod' },
        { t: NOW - 1, point: 'influent', device: 'x' },
      ]),
    );
    const rows = async (query: string) => {
      const response = await rig.get(`${PATH}?${query}`);
      await response.arrayBuffer();
      return response.headers.get('x-banyu-rows');
    };
    expect(await rows('')).toBe('3');
    expect(await rows('parameter=cod')).toBe('1');
    expect(await rows('point=influent')).toBe('1');
    expect(await rows(`device=${PH.device}`)).toBe('2');
  });

  test('refuses unknown plants, formats and ranges', async () => {
    await using rig = await startRig();
    await problemIn(await rig.get('/api/v1/plants/ipal-x/export'), 404);
    await problemIn(await rig.get(`${PATH}?format=xlsx`), 400);
    await problemIn(await rig.get(`${PATH}?from=2026-11-25&to=2026-11-24`), 400);
  });

  test('lets one be made at a time: another one is told to come again', async () => {
    const [begun, made] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const desk = new ExportDesk('/nowhere', async () => {
      begun.resolve();
      await made.promise;
      throw new Error('not made after all');
    });
    await using rig = await startRig({ ports: { exports: desk } });
    const first = rig.get(PATH);
    await begun.promise;
    const busy = await rig.get(PATH);
    expect(busy.headers.get('retry-after')).toBe('10');
    expect((await problemIn(busy, 503)).detail).toMatch(/another export is being made/);
    made.resolve();
    await problemIn(await first, 500);
  });

  test('a client that leaves half way leaves no file and no place taken', async () => {
    await using rig = await startRig({ ports: { exports: largeFiles() } });
    for (let i = 0; i < 5; i += 1) {
      const fetching = await eventually(() => begin(rig));
      expect(await readdir(directory)).toEqual([]);
      fetching.destroy();
    }
    await eventually(async () => (await begin(rig)).destroy());
  });

  test('a client that leaves while the file is made leaves no file and no place taken either', async () => {
    const made = Promise.withResolvers<void>();
    const desk = new ExportDesk(directory, async ({ path }) => {
      await writeFile(path, 'PAR1');
      await made.promise;
      return { rows: 1 };
    });
    await using rig = await startRig({ ports: { exports: desk } });
    const call = request({ host: '127.0.0.1', port: rig.port, path: PATH }).on('error', () => {});
    call.end();
    await eventually(async () => expect(await readdir(directory)).toHaveLength(1));
    call.destroy();
    await eventually(async () => expect(await connections(rig)).toBe(0));
    made.resolve();
    await eventually(async () => expect(await readdir(directory)).toEqual([]));
    for (let i = 0; i < 4; i += 1) expect(await (await rig.get(PATH)).text()).toBe('PAR1');
    expect(rig.faults).toEqual([]);
  });

  test('so many may be fetched at a time, and one more is told to come again', async () => {
    await using rig = await startRig({ ports: { exports: largeFiles() } });
    const fetching = [await begin(rig), await begin(rig), await begin(rig), await begin(rig)];
    const { detail } = await problemIn(await rig.get(PATH), 503);
    expect(detail).toMatch(/4 exports are being fetched/);
    for (const answer of fetching) answer.destroy();
    await eventually(async () => (await begin(rig)).destroy());
  });
});

test('ExportDesk.clear() takes away what a server left half made', async () => {
  await writeFile(join(directory, 'half.parquet'), 'PAR1');
  const desk = new ExportDesk(directory, async () => ({ rows: 0 }));
  await desk.clear();
  await expect(readdir(directory)).rejects.toThrow(/ENOENT/);
});

/** Exports that no socket buffer holds. */
function largeFiles(): ExportDesk {
  return new ExportDesk(directory, async ({ path }) => {
    await writeFile(path, Buffer.alloc(16_000_000));
    return { rows: 1 };
  });
}

/** Connections open to the rig. */
function connections(rig: Rig): Promise<number> {
  return new Promise((resolve, reject) => {
    rig.app.server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}

/** Begins to fetch an export and reads no further than its first bytes. */
async function begin(rig: Rig): Promise<IncomingMessage> {
  const call = request({ host: '127.0.0.1', port: rig.port, path: PATH }).end();
  const [answer]: [IncomingMessage] = (await once(call, 'response')) as [IncomingMessage];
  answer.on('error', () => {});
  expect(answer.statusCode).toBe(200);
  await once(answer, 'readable');
  return answer;
}
