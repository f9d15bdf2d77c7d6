import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

/** A certificate for an address, signed by itself: `ca` is what vouches for it. Gone after the test. */
export function certificate(address: string): { certificateFile: string; keyFile: string; ca: string } {
  const folder = temporaryFolder();
  const certificateFile = join(folder, 'certificate.pem');
  const keyFile = join(folder, 'key.pem');
  execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '1',
      ],
      ...['-subj', '/CN=banyu-test', '-addext', `subjectAltName=IP:${address}`],
      ...['-keyout', keyFile, '-out', certificateFile],
    ],
    { stdio: 'ignore' },
  );
  return { certificateFile, keyFile, ca: readFileSync(certificateFile, 'utf8') };
}
