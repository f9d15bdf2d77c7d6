import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority for one test, made with `openssl`. */
export interface Authority extends AsyncDisposable {
  readonly certificate: string;
  /** Signs a new certificate for this common name, valid for 127.0.0.1. */
  issue(commonName: string): Promise<Pair>;
}

export async function createAuthority(): Promise<Authority> {
  const folder = await mkdtemp(join(tmpdir(), 'banyu-broker-ca-'));
  const path = (name: string): string => join(folder, name);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await run('openssl', [
    ...['req', '-x509', ...newKey, '-days', '2', '-subj', '/CN=Test CA'],
    ...['-keyout', path('ca.key'), '-out', path('ca.pem')],
  ]);
  await writeFile(path('extensions'), 'subjectAltName=IP:127.0.0.1\n');
  return {
    certificate: await readFile(path('ca.pem'), 'utf8'),
    issue: async (name) => {
      await run('openssl', [
        ...['req', ...newKey, '-subj', `/CN=${name}`, '-keyout', path('key'), '-out', path('request')],
      ]);
      await run('openssl', [
        ...['x509', '-req', '-days', '2', '-in', path('request'), '-out', path('certificate')],
        ...[
          '-CA',
          path('ca.pem'),
          '-CAkey',
          path('ca.key'),
          '-CAcreateserial',
          '-extfile',
          path('extensions'),
        ],
      ]);
      return {
        certificate: await readFile(path('certificate'), 'utf8'),
        key: await readFile(path('key'), 'utf8'),
      };
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
