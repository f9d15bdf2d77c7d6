import type { ApiAuditHead } from '@banyu/contracts';
import { expect, test } from 'vitest';
import { readHeadLine } from '../../src/audit-line.ts';
import { startRig } from './support/rig.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

test('the heads come one by one and as the line that is published', async () => {
  const seals = { n: 3, from: 0, to: 7_200_000, newest: A, previous: A, hash: B };
  await using rig = await startRig({
    ports: { heads: { audit: () => ({ id: 12, hash: A }), seals: () => seals } },
  });
  const head = (await (await rig.get('/api/v1/audit/head')).json()) as ApiAuditHead;
  expect(head).toEqual({
    line: `banyu-head-1 12:${A} 3:${B}`,
    audit: { id: 12, hash: A },
    seals: { n: 3, to: 7_200_000, hash: B },
  });
  expect(readHeadLine(head.line)).toEqual({ audit: head.audit, seals: { n: 3, hash: B } });
});

test('before anything is sealed there is a line all the same', async () => {
  await using rig = await startRig();
  expect(await (await rig.get('/api/v1/audit/head')).json()).toMatchObject({
    line: `banyu-head-1 0:${'0'.repeat(64)} 0:${'0'.repeat(64)}`,
    seals: null,
  });
  expect(() => readHeadLine('3:abc')).toThrow(/expected "banyu-head-1 ID:HASH ROUND:HASH"/);
});
