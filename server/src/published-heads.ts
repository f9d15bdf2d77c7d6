import { existsSync } from 'node:fs';
import { SealBook } from '@banyu/ingest';
import { openRegistry } from '@banyu/registry';
import type { Heads } from './audit-line.ts';
import type { Config } from './config.ts';
import { pathsIn } from './paths.ts';

/** The heads of a data directory, a server's too that runs; undefined where there is no registry. */
export async function headsIn({ dataDirectory }: Config): Promise<Heads | undefined> {
  const paths = pathsIn(dataDirectory);
  // Opening would make an empty one.
  if (!existsSync(paths.registry)) return undefined;
  await using registry = await openRegistry({ path: paths.registry });
  return { audit: await registry.audit.head(), seals: newestRound(paths.seals) };
}

function newestRound(path: string): Heads['seals'] {
  if (!existsSync(path)) return undefined;
  const book = new SealBook(path, { readOnly: true });
  try {
    return book.lastRound();
  } finally {
    book.close();
  }
}
