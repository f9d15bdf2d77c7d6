import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigurationError } from '@banyu/contracts';
import { messageOf } from './message-of.ts';

/** A certificate or key that the configuration names. Throws ConfigurationError that says which cannot be read. */
export function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ConfigurationError(`Cannot read ${path}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/**
 * A file of certificate authorities to trust, one or more. Throws ConfigurationError when it cannot be read or has none:
 * Node takes anything for one, and then trusts nobody without saying why.
 */
export function readCertificateAuthority(path: string): string {
  const pem = readPem(path).toString();
  const certificates = pem.match(CERTIFICATE) ?? [];
  if (certificates.length === 0 || !certificates.every(isCertificate)) {
    throw new ConfigurationError(
      `${path} holds no certificate authority: expected PEM, a text with -----BEGIN CERTIFICATE----- in it. ` +
        'A certificate in DER becomes one by: openssl x509 -inform der -in FILE -out ca.pem',
    );
  }
  return pem;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
