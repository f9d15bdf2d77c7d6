import { isIPv4 } from 'node:net';
import { ConfigurationError } from '@banyu/contracts';

/** Whether the host is this machine only: `localhost`, 127.0.0.0/8, `::1` (with or without brackets). */
export function isLoopbackHost(host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/^::ffff:/, '');
  return name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'));
}

/** Throws ConfigurationError unless HTTP would listen on this machine only. */
export function assertLoopback(host: string): void {
  if (isLoopbackHost(host)) return;
  throw new ConfigurationError(
    `HTTP cannot listen on "${host}": there are no accounts yet, so anyone in the network could read everything. ` +
      'Use 127.0.0.1, ::1 or localhost; listening beyond this machine comes with accounts.',
  );
}

/** The name in a Host header, without the port; undefined when it is none. */
export function hostName(header: string | undefined): string | undefined {
  return header?.match(/^(\[[0-9a-f:.]+\]|[^:[\]\s]+)(?::\d{1,5})?$/i)?.[1];
}
