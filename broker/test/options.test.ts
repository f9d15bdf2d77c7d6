import { ConfigurationError } from '@banyu/contracts';
import { describe, expect, test } from 'vitest';
import { type BrokerOptions, checkListeners } from '../src/options.ts';

const TLS = { certificate: 'pem', key: 'pem' };

function refusal(options: BrokerOptions): string {
  try {
    checkListeners(options);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return String(error);
  }
}

describe('checkListeners()', () => {
  test.each(['127.0.0.1', '127.8.9.1', '::1', 'localhost'])('lets plaintext listen on %s', (host) => {
    expect(refusal({ listeners: { tcp: { host, port: 0 }, websocket: { host, port: 0 } } })).toBe('');
  });

  test.each(['0.0.0.0', '::', '', '192.168.1.5', 'example.org', '127.0.0.1.example.org'])(
    'refuses plaintext on "%s" and says what to do',
    (host) => {
      for (const listeners of [{ tcp: { host, port: 0 } }, { websocket: { host, port: 0 } }]) {
        expect(refusal({ listeners })).toMatch(/Use TLS.*127\.0\.0\.1.*insecurePlaintext/);
        expect(refusal({ listeners, insecurePlaintext: true })).toBe('');
      }
    },
  );

  test('lets TLS listen anywhere', () => {
    const host = '0.0.0.0';
    expect(
      refusal({ listeners: { tls: { host, port: 0, ...TLS }, websocket: { host, port: 0, tls: TLS } } }),
    ).toBe('');
  });

  test('refuses to have no listener at all, or to require certificates without a CA', () => {
    expect(refusal({ listeners: {} })).toMatch(/no listener/);
    expect(
      refusal({ listeners: { tls: { host: '::', port: 0, ...TLS, requireClientCertificate: true } } }),
    ).toMatch(/clientCa/);
  });
});
