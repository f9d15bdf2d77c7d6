import { once } from 'node:events';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  createServer as createTlsServer,
  type SecureContextOptions,
  type TLSSocket,
  type TlsOptions,
} from 'node:tls';
import type { Origin } from './connection.ts';
import type { Certificate, TcpListenerOptions, TlsListenerOptions } from './options.ts';

/** What a listener asks of the broker. */
export interface ListenerHouse {
  /** Sees every socket at accept; may destroy it. */
  readonly admit: (socket: Socket) => void;
  /** Takes a connection over once it is ready for MQTT. */
  readonly serve: (socket: Duplex, origin: Origin) => void;
  /** Told of a client that did not get that far. */
  readonly onRefused: (
    reason: 'tls-handshake' | 'websocket-upgrade' | 'websocket-text',
    address: string,
  ) => void;
  /** Told of an error of the listener itself, such as too many open files. */
  readonly onError: (error: Error) => void;
  readonly connectTimeoutMs: number;
}

export interface Listener {
  readonly host: string;
  readonly port: number;
  /** Present when the listener speaks TLS: new connections use the new certificate. */
  readonly reload: ((certificate: Certificate) => void) | undefined;
  /** Takes no more connections; resolves when those it had are closed. */
  close(): Promise<void>;
}

export async function listenTcp(options: TcpListenerOptions, house: ListenerHouse): Promise<Listener> {
  const server = createTcpServer(SOCKET_OPTIONS, (socket) => {
    if (!socket.destroyed) house.serve(socket, originOf(socket, 'tcp'));
  });
  server.prependListener('connection', house.admit);
  return start(server, options, house, undefined);
}

export async function listenTls(options: TlsListenerOptions, house: ListenerHouse): Promise<Listener> {
  const server = createTlsServer(
    {
      ...SOCKET_OPTIONS,
      ...tlsOptions(options, options.requireClientCertificate === true, house.connectTimeoutMs),
    },
    (socket) => house.serve(socket, originOf(socket, 'tls')),
  );
  server.prependListener('connection', house.admit);
  server.on('tlsClientError', (_error, socket) => {
    house.onRefused('tls-handshake', socket.remoteAddress ?? '');
    socket.destroy();
  });
  return start(server, options, house, (certificate) => server.setSecureContext(secureContext(certificate)));
}

/** Small answers must not wait for one another; dead peers are found by TCP as well. */
export const SOCKET_OPTIONS = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 };

/** TLS 1.2 is the least that is still held to be secure: RFC 8996. */
export function secureContext({ certificate, key, clientCa }: Certificate): SecureContextOptions {
  return {
    cert: certificate,
    key,
    minVersion: 'TLSv1.2',
    ...(clientCa === undefined ? {} : { ca: clientCa }),
  };
}

/** A client certificate is asked for where there is a CA to verify it; whether one must come is another question. */
export function tlsOptions(
  certificate: Certificate,
  required: boolean,
  handshakeTimeout: number,
): TlsOptions {
  return {
    ...secureContext(certificate),
    requestCert: certificate.clientCa !== undefined,
    rejectUnauthorized: required,
    handshakeTimeout,
  };
}

export function originOf(socket: Socket | TLSSocket, transport: Origin['transport']): Origin {
  return { transport, address: socket.remoteAddress ?? '', certificateName: certificateName(socket) };
}

/** The common name of a certificate that TLS has verified; several common names count as none. */
function certificateName(socket: Socket | TLSSocket): string | undefined {
  if (!('authorized' in socket) || !socket.authorized) return undefined;
  const name: unknown = socket.getPeerCertificate().subject?.CN;
  return typeof name === 'string' ? name : undefined;
}

/**
 * Connections that the system holds until they are accepted; it may have a lower bound of its own
 * (net.core.somaxconn). Node's 511 is two seconds of a fleet that comes back, and whoever comes then waits for TCP to
 * try again.
 */
const BACKLOG = 4_096;

/** Binds and waits until it is bound; an address in use or not ours rejects. */
export async function start(
  server: Server,
  { host, port }: TcpListenerOptions,
  house: ListenerHouse,
  reload: Listener['reload'],
): Promise<Listener> {
  server.listen({ host, port, backlog: BACKLOG });
  await once(server, 'listening');
  server.on('error', house.onError);
  const address = server.address();
  return {
    host,
    port: address !== null && typeof address === 'object' ? address.port : port,
    reload,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
