import { ConfigurationError } from '@banyu/contracts';
import { expect, test } from 'vitest';
import { assertLoopback, hostName, isLoopbackHost } from '../../src/http/loopback.ts';

test.each(['127.0.0.1', '127.8.9.10', '::1', '[::1]', 'localhost', 'LOCALHOST', '::ffff:127.0.0.1'])(
  'assertLoopback() lets %s pass',
  (host) => {
    expect(() => assertLoopback(host)).not.toThrow();
  },
);

test.each(['0.0.0.0', '::', '192.168.1.10', '127.0.0.1.evil.example', '127.1', 'localhost.evil.example', ''])(
  'assertLoopback() refuses "%s" and says that accounts come later',
  (host) => {
    expect(() => assertLoopback(host)).toThrow(ConfigurationError);
    expect(() => assertLoopback(host)).toThrow(/accounts/);
  },
);

test.each([
  ['localhost:8080', 'localhost'],
  ['127.0.0.1', '127.0.0.1'],
  ['[::1]:8080', '[::1]'],
  ['evil.example:80', 'evil.example'],
  ['localhost:8080:9', undefined],
  ['local host', undefined],
  ['', undefined],
  [undefined, undefined],
])('hostName(%j) is %j', (header, name) => {
  expect(hostName(header)).toBe(name);
  expect(isLoopbackHost(name ?? 'x')).toBe(name !== undefined && name !== 'evil.example');
});
