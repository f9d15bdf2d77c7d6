import { createPrivateKey, X509Certificate } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Config } from '../config.ts';
import { messageOf } from '../message-of.ts';
import { readCertificateAuthority, readPem } from '../read-pem.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

const ABOUT = 'certificate';
const DAY_MS = 86_400_000;
/** So long before its end a certificate should have been renewed: Let's Encrypt renews at 30 days. */
const RENEW_DAYS = 21;
const OTHERS_READ = 0o004;
const RENEW = 'Renew it, then tell the server: kill -HUP <pid>, or systemctl reload banyu.';

/** The certificates and keys that the configuration names. `now` in Unix ms. */
export async function checkCertificates(config: Config, now: number): Promise<readonly Finding[]> {
  const { tls } = config.mqtt;
  const findings: Finding[] = [];
  if (tls !== null) {
    findings.push(...checkPair(tls.certificateFile, tls.keyFile, now));
    findings.push(...(await checkSecrecy('the private key', tls.keyFile)));
    if (tls.clientCaFile !== undefined)
      findings.push(...checkAuthority(tls.clientCaFile, 'mqtt.tls.clientCaFile', now));
  }
  const caFile = config.source?.caFile;
  if (caFile !== undefined) findings.push(...checkAuthority(caFile, 'source.caFile', now));
  for (const file of [
    config.source?.passwordFile,
    config.store.influx?.passwordFile,
    config.store.influx?.tokenFile,
  ]) {
    if (file !== undefined) findings.push(...(await checkSecrecy('the secret', file)));
  }
  return findings;
}

function checkPair(certificateFile: string, keyFile: string, now: number): readonly Finding[] {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(readPem(certificateFile));
  } catch (error) {
    return [
      problem(
        ABOUT,
        `${certificateFile} cannot be used: ${messageOf(error)}`,
        'mqtt.tls.certificateFile: PEM, the server’s first.',
      ),
    ];
  }
  try {
    if (!certificate.checkPrivateKey(createPrivateKey(readPem(keyFile)))) {
      return [
        problem(
          ABOUT,
          `${keyFile} is not the key of ${certificateFile}`,
          'Set mqtt.tls to a pair made together.',
        ),
      ];
    }
  } catch (error) {
    return [
      problem(
        ABOUT,
        `${keyFile} cannot be used: ${messageOf(error)}`,
        'mqtt.tls.keyFile: a PEM private key without a passphrase.',
      ),
    ];
  }
  const findings = [checkDates(certificate, certificateFile, now)];
  if (certificate.subjectAltName === undefined) {
    findings.push(
      warning(
        ABOUT,
        `${certificateFile} names no host (subjectAltName)`,
        'Devices that verify it will refuse it: have one made with the server’s name.',
      ),
    );
  }
  return findings;
}

function checkDates(certificate: X509Certificate, file: string, now: number): Finding {
  const { validFromDate, validToDate } = certificate;
  const days = Math.floor((validToDate.getTime() - now) / DAY_MS);
  const until = validToDate.toISOString().slice(0, 10);
  if (now < validFromDate.getTime()) {
    return problem(
      ABOUT,
      `${file} is valid from ${validFromDate.toISOString()} on`,
      'Is the clock of this machine right?',
    );
  }
  if (days < 0) return problem(ABOUT, `${file} has expired on ${until}: devices refuse it`, RENEW);
  if (days < RENEW_DAYS) return warning(ABOUT, `${file} expires in ${days} days, on ${until}`, RENEW);
  return ok(ABOUT, `${file} is valid until ${until}`);
}

function checkAuthority(file: string, key: string, now: number): readonly Finding[] {
  try {
    const pem = readCertificateAuthority(file);
    return [checkDates(new X509Certificate(pem), file, now)];
  } catch (error) {
    return [problem(ABOUT, messageOf(error), `Set ${key} to a file of certificate authorities.`)];
  }
}

async function checkSecrecy(what: string, file: string): Promise<readonly Finding[]> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || (found.mode & OTHERS_READ) === 0) return [];
  return [
    warning('secrets', `${what} in ${file} may be read by everybody on this machine`, `chmod o= ${file}`),
  ];
}
