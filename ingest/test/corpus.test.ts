import { readdirSync, readFileSync } from 'node:fs';
import { Reject } from '@banyu/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { judge } from './support/judge.ts';
import { delivery } from './support/messages.ts';
import { rowsOf } from './support/rows.ts';

const CORPUS = new URL('../../contracts/corpus/telemetry-v1/', import.meta.url);

/** A golden message and what must become of it. It is written as JSON, as text, or in base64 where it is no text. */
const Case = z.strictObject({
  about: z.string(),
  receivedAt: z.int(),
  message: z.unknown().optional(),
  text: z.string().optional(),
  base64: z.string().optional(),
  padToBytes: z.int().optional().describe('spaces after the text, up to this length'),
  rows: z.array(
    z.strictObject({
      parameter: z.string(),
      t: z.int(),
      value: z.number().nullable(),
      flag: z.int(),
      tests: z.array(z.string()),
    }),
  ),
  rejects: z.array(Reject.partial().required({ scope: true, reason: true })),
});
type Case = z.infer<typeof Case>;

function payloadOf({ message, text, base64, padToBytes = 0 }: Case): Uint8Array {
  if (base64 !== undefined) return Buffer.from(base64, 'base64');
  const bytes = Buffer.from(text ?? JSON.stringify(message));
  return Buffer.concat([bytes, Buffer.alloc(Math.max(0, padToBytes - bytes.length), ' ')]);
}

describe.each(['accepted', 'rejected'])('telemetry-v1/%s', (folder) => {
  const directory = new URL(`${folder}/`, CORPUS);
  it.each(readdirSync(directory))('%s', async (file) => {
    const golden = Case.parse(JSON.parse(readFileSync(new URL(file, directory), 'utf8')));
    const batch = await judge([delivery(payloadOf(golden), { receivedAt: golden.receivedAt })]);
    expect(rowsOf(batch.columns.view())).toEqual(golden.rows);
    expect(batch.rejects.kept).toMatchObject(golden.rejects);
    expect(golden.rejects.length > 0).toBe(folder === 'rejected');
  });
});
