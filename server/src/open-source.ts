import { connectSource, type Journal, type Source } from '@banyu/ingest';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { readCertificateAuthority } from './read-pem.ts';

/** Connects to the external broker that the configuration names; undefined when it names none. */
export async function openSource(config: Config, journal: Journal, log: Logger): Promise<Source | undefined> {
  const { source } = config;
  if (source === undefined) return undefined;
  const { url, clientId, username, password, caFile, sharedGroup } = source;
  return connectSource(
    {
      url,
      clientId,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(caFile !== undefined && { ca: readCertificateAuthority(caFile) }),
      ...(sharedGroup !== undefined && { sharedGroup }),
      log,
      clock: Date.now,
    },
    (delivery, done) => journal.append(delivery, done),
  );
}
