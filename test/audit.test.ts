import { execFile } from 'node:child_process';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SealBook, verifySeals } from '@banyu/ingest';
import { openRegistry } from '@banyu/registry';
import { openDuckdbStore, type Store } from '@banyu/store';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { damageIn } from '../server/src/damage.ts';
import { DEVICES, H0, HOUR, PLANT, sealedData } from './support/sealed-data.ts';
import { runBanyu } from './support/server.ts';

const VERIFIER = fileURLToPath(new URL('../docs/verify/verify-bundle.mjs', import.meta.url));
const NOW = H0 + 10 * HOUR;

let directory: string;
beforeAll(async () => {
  directory = await sealedData();
});
afterAll(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));

test('a single flipped bit in any field of a seal or a round is found', async () => {
  const path = join(directory, 'seals.db');
  const store = await openDuckdbStore({ path: join(directory, 'readings.duckdb') });
  const rows = new DatabaseSync(path, { readOnly: true });
  const [seals, rounds] = ['seal', 'round'].map((table) =>
    Number(rows.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n),
  );
  const columns = ['seal', 'round'].flatMap((table) =>
    rows
      .prepare(`SELECT name FROM pragma_table_info('${table}')`)
      .all()
      .map(({ name }) => ({ table, column: String(name) })),
  );
  rows.close();
  expect([seals, rounds]).toEqual([6, 3]);
  const flip = fc.record({
    where: fc.constantFrom(...columns),
    row: fc.nat({ max: 5 }),
    byte: fc.nat({ max: 63 }),
    bit: fc.nat({ max: 7 }),
  });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(flip, async (change) => {
      run += 1;
      const copy = join(directory, `seals-${run}.db`);
      await copyFile(path, copy);
      fc.pre(flipBit(copy, change));
      const { findings } = await verify(copy, store);
      expect(findings.length, JSON.stringify(change)).toBeGreaterThan(0);
    }),
    { numRuns: 40 },
  );
  expect((await verify(path, store)).findings).toEqual([]);
  await store.close();
});

test('a reading that was changed, moved, removed or added in the store is found, and its device and hour are named', async () => {
  const path = join(directory, 'readings.duckdb');
  const hour = `received_at >= ${H0 + HOUR} AND received_at < ${H0 + 2 * HOUR}`;
  const one = `(series, t) = (SELECT (series, t) FROM reading_new WHERE ${hour} AND value IS NOT NULL ORDER BY series, t LIMIT 1)`;
  const nothing = `(series, t) = (SELECT (series, t) FROM reading_new WHERE ${hour} AND value IS NULL LIMIT 1)`;
  // The smallest change that a double can have, then others.
  const tamperings: readonly (readonly [string, RegExp])[] = [
    [`UPDATE reading_new SET value = value + 1e-14 WHERE ${one}`, /was changed/],
    [`UPDATE reading_new SET value = NULL WHERE ${one}`, /was changed/],
    [`UPDATE reading_new SET value = 7 WHERE ${nothing}`, /was changed/],
    [`UPDATE reading_new SET t = t + 1 WHERE ${one}`, /was changed|measured/],
    [`UPDATE reading_new SET received_at = received_at + 1 WHERE ${one}`, /was changed/],
    [
      `UPDATE reading_new SET received_at = received_at + ${HOUR} WHERE ${one}`,
      /24 readings were sealed, 23/,
    ],
    [`DELETE FROM reading_new WHERE ${one}`, /24 readings were sealed, 23 are stored/],
    [`DELETE FROM reading_new WHERE ${hour}`, /all 24 readings that were sealed are gone/],
    [
      `INSERT INTO reading_new BY NAME SELECT * REPLACE (t + 1 AS t) FROM reading_new WHERE ${one}`,
      /25 are stored/,
    ],
    [`UPDATE series SET parameter = 'bod' WHERE parameter = 'cod'`, /was changed/],
  ];
  for (const [sql, detail] of tamperings) {
    const copy = join(directory, 'tampered.duckdb');
    await copyFile(path, copy);
    await tamper(copy, (connection) => connection.run(sql));
    const store = await openDuckdbStore({ path: copy });
    const [finding] = (await verify(join(directory, 'seals.db'), store)).findings;
    await store.close();
    expect(finding, sql).toMatchObject({
      what: 'readings',
      plant: PLANT,
      detail: expect.stringMatching(detail),
    });
    if (!sql.includes('series SET')) expect(finding, sql).toMatchObject({ hour: H0 + HOUR });
  }
});

test('a single flipped bit of a stored time, value or time of receipt is found', {
  timeout: 90_000,
}, async () => {
  const path = join(directory, 'readings.duckdb');
  const copy = join(directory, 'flipped.duckdb');
  const flip = fc.record({
    column: fc.constantFrom('t', 'value', 'received_at'),
    row: fc.nat({ max: 163 }),
    bit: fc.nat({ max: 63 }),
  });
  await fc.assert(
    fc.asyncProperty(flip, async ({ column, row, bit }) => {
      await copyFile(path, copy);
      await tamper(copy, async (connection) => {
        const at = `FROM reading_new WHERE rowid = ${row}`;
        const [[stored] = []] = (await connection.runAndReadAll(`SELECT ${column}::DOUBLE ${at}`)).getRows();
        const whole = () => BigInt.asIntN(64, BigInt(Number(stored)) ^ (1n << BigInt(bit)));
        const set = column === 'value' ? flippedDouble(stored, bit) : whole();
        // As text: the driver takes a large double for a whole number.
        const type = column === 'value' ? 'DOUBLE' : 'BIGINT';
        await connection.run(`UPDATE reading_new SET ${column} = $1::${type} WHERE rowid = ${row}`, [
          String(set),
        ]);
      });
      const store = await openDuckdbStore({ path: copy });
      const { findings } = await verify(join(directory, 'seals.db'), store);
      await store.close();
      expect(findings.length).toBeGreaterThan(0);
    }),
    { numRuns: 10 },
  );
});

test('a flipped byte anywhere in the files of the chains is damage that is told, or no error at all', async () => {
  const seals = await wholeFile(join(directory, 'seals.db'));
  const registry = await wholeFile(join(directory, 'registry.db'));
  const store = await openDuckdbStore({ path: join(directory, 'readings.duckdb') });
  const place = fc.record({
    file: fc.constantFrom('seals', 'registry'),
    share: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    mask: fc.integer({ min: 1, max: 255 }),
  });
  await fc.assert(
    fc.asyncProperty(place, async ({ file, share, mask }) => {
      const bytes = Buffer.from(file === 'seals' ? seals : registry);
      const at = Math.floor(share * bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ mask;
      const path = join(directory, `damaged-${file}.db`);
      await Promise.all([path, `${path}-wal`, `${path}-shm`].map((each) => rm(each, { force: true })));
      await writeFile(path, bytes);
      const check = file === 'seals' ? verify(path, store) : verifyTrail(path);
      const thrown = await check.then(
        () => undefined,
        (error: unknown) => error,
      );
      if (thrown !== undefined) expect(damageIn(thrown), `byte ${at}: ${String(thrown)}`).toBeDefined();
    }),
    { numRuns: 60 },
  );
  await store.close();
});

test('readings deleted by retention are told from changed ones', async () => {
  const copy = join(directory, 'retained.duckdb');
  await copyFile(join(directory, 'readings.duckdb'), copy);
  const store = await openDuckdbStore({ path: copy });
  await store.retain({ rawBefore: H0 + HOUR });
  const verified = await verify(join(directory, 'seals.db'), store);
  await store.close();
  // The first hour of each device, and the third, which holds the backlog of the day before.
  expect(verified).toMatchObject({ findings: [], seals: 2, readings: 48, deletedByRetention: 4 });
});

test('banyu audit verifies, and writes a bundle that a verifier of its own accepts, and refuses when it was touched', {
  timeout: 60_000,
}, async () => {
  const env = { BANYU_DATA_DIRECTORY: directory };
  const head = (await runBanyu(['audit', 'head'], env)).stdout.trim();
  expect(head).toMatch(/^banyu-head-1 1:[0-9a-f]{64} 3:[0-9a-f]{64}$/);
  const beside = join(directory, 'readings.csv.head');
  await writeFile(beside, `${head}\n`);
  const intact = await runBanyu(['audit', 'verify', '--data', directory, '--published', beside], {});
  expect(intact.stdout).toContain('Readings: 164 in 6 seals are as they were sealed');
  expect([intact.code, intact.stderr]).toEqual([0, '']);

  const bundle = join(directory, 'bundle.jsonl');
  const range = ['--from', new Date(H0 + HOUR).toISOString(), '--to', new Date(H0 + 3 * HOUR).toISOString()];
  await runBanyu(
    ['audit', 'bundle', '--plant', PLANT, '--device', DEVICES[0], ...range, '--out', bundle],
    env,
  );
  const [, published = ''] = /(3:[0-9a-f]{64})$/.exec(head) ?? [];
  const accepted = await offline(bundle, published);
  expect(accepted).toMatch(/^Intact: 58 readings of logger-1 in 2 sealed hours, tied by 3 seals to round 3:/);

  const lines = (await readFile(bundle, 'utf8')).trimEnd().split('\n');
  const at = (kind: string, which = 0) =>
    lines.flatMap((line, i) => (JSON.parse(line).kind === kind ? [i] : [])).at(which) ?? 0;
  const edited = (index: number, edit: (record: Record<string, never[] & number>) => void) =>
    lines.map((line, i) => {
      if (i !== index) return line;
      const record = JSON.parse(line);
      edit(record);
      return JSON.stringify(record);
    });
  const touched: readonly (readonly [string, readonly string[]])[] = [
    [
      'a value',
      edited(at('readings'), (r) => Object.assign(r, { value: r.value?.map((v: number) => v + 0.01) })),
    ],
    ['a time', edited(at('readings'), (r) => Object.assign(r.t ?? [], { 0: H0 }))],
    ['a name', edited(at('readings'), (r) => Object.assign(r, { parameter: 'bod' }))],
    ['receipt', edited(at('readings'), (r) => Object.assign(r.receivedAt ?? [], { 0: H0 + HOUR + 1 }))],
    ['readings left out', lines.filter((_, i) => i !== at('readings'))],
    [
      'readings twice',
      [...lines.slice(0, at('readings')), lines[at('readings')] ?? '', ...lines.slice(at('readings'))],
    ],
    ['order', [...lines.slice(0, -2), lines.at(-1) ?? '', lines.at(-2) ?? '']],
    ['a seal', edited(at('seal', 1), (r) => Object.assign(r, { count: 23 }))],
    ['the first seal left out', lines.filter((_, i) => i !== at('seal'))],
    ['the last hour left out', lines.slice(0, at('seal', -1))],
    ['the newest seals', edited(at('newest'), (r) => void r.hashes?.pop())],
    ['the round', edited(at('round'), (r) => Object.assign(r, { to: H0 + 9 * HOUR }))],
    ['another device', edited(at('bundle'), (r) => Object.assign(r, { device: 'logger-2' }))],
    ['readings withheld', edited(at('seal', 1), (r) => Object.assign(r, { withReadings: false }))],
  ];
  await Promise.all(
    touched.map(async ([what, changed], i) => {
      const file = join(directory, `touched-${i}.jsonl`);
      await writeFile(file, `${changed.join('\n')}\n`);
      expect(await offline(file, published), what).toMatch(/^REFUSED/);
    }),
  );
  expect(await offline(bundle, `3:${'0'.repeat(64)}`)).toMatch(/^REFUSED, line 2: .*published was/);

  const trail = new DatabaseSync(join(directory, 'registry.db'));
  trail.exec(`DROP TRIGGER audit_no_update; UPDATE audit SET at = at + 1`);
  trail.close();
  const broken = await runBanyu(['audit', 'verify'], env);
  expect(broken.stdout).toContain('Audit trail: BROKEN at entry 1 (changed)');
  expect(broken.code).toBe(1);
});

/** A database without a log beside it. */
async function wholeFile(path: string): Promise<Buffer> {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  return await readFile(path);
}

async function verifyTrail(path: string) {
  await using registry = await openRegistry({ path });
  return await registry.audit.verify();
}

async function verify(path: string, store: Store) {
  const book = new SealBook(path, { readOnly: true });
  try {
    return await verifySeals({ book, store, now: NOW });
  } finally {
    book.close();
  }
}

async function tamper(
  path: string,
  change: (connection: DuckDBConnection) => Promise<unknown>,
): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await change(connection);
  connection.closeSync();
  instance.closeSync();
}

/** A value with one bit flipped; a value where there was none. */
function flippedDouble(value: unknown, bit: number): number {
  if (typeof value !== 'number') return 0;
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setFloat64(0, value);
  bytes.setBigUint64(0, bytes.getBigUint64(0) ^ (1n << BigInt(bit)));
  return bytes.getFloat64(0);
}

/** What the offline verifier prints. */
async function offline(file: string, head: string): Promise<string> {
  const run = promisify(execFile)(process.execPath, [VERIFIER, file, '--head', head]);
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return stdout;
}

/** Flips a bit of a text, or of a number as 64 bits, in whatever row and byte there are; false where a key is taken. */
function flipBit(
  path: string,
  {
    where,
    row,
    byte,
    bit,
  }: { where: { table: string; column: string }; row: number; byte: number; bit: number },
): boolean {
  const { table, column } = where;
  const database = new DatabaseSync(path);
  database.exec(`DROP TRIGGER ${table}_no_update`);
  const rows = database
    .prepare(
      `SELECT n${table === 'seal' ? ', device' : ''}, "${column}" AS it, typeof("${column}") AS type FROM ${table}`,
    )
    .all();
  const chosen = rows[row % rows.length] ?? {};
  const key = table === 'seal' ? 'n = ? AND device = ?' : 'n = ?';
  const keys = table === 'seal' ? [Number(chosen.n), String(chosen.device)] : [Number(chosen.n)];
  try {
    if (chosen.type === 'text') {
      const bytes = Buffer.from(String(chosen.it));
      const at = byte % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      database.prepare(`UPDATE ${table} SET "${column}" = CAST(? AS TEXT) WHERE ${key}`).run(bytes, ...keys);
    } else {
      const flipped = BigInt.asIntN(64, BigInt(Number(chosen.it)) ^ (1n << BigInt(byte)));
      database.prepare(`UPDATE ${table} SET "${column}" = ? WHERE ${key}`).run(flipped, ...keys);
    }
    return true;
  } catch (error) {
    if (String(error).includes('UNIQUE')) return false;
    throw error;
  } finally {
    database.close();
  }
}
