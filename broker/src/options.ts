import { ConfigurationError } from '@banyu/contracts';
import type { BrokerLimits } from './limits.ts';

/** PEM, as node's `tls` takes it. */
export interface Certificate {
  readonly certificate: string | Buffer;
  readonly key: string | Buffer;
  /** Issuer of the devices' certificates. With it, a device may log in by certificate instead of secret. */
  readonly clientCa?: string | Buffer;
}

export interface TcpListenerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface TlsListenerOptions extends TcpListenerOptions, Certificate {
  /** Refuse the handshake without a certificate of `clientCa`; by default it is optional. */
  readonly requireClientCertificate?: boolean;
}

export interface WebSocketListenerOptions extends TcpListenerOptions {
  /** Default `/mqtt`. */
  readonly path?: string;
  /** Web pages that may connect, e.g. `https://example.org`. Clients that are no browser send no origin. */
  readonly origins?: readonly string[];
  /** With it the listener speaks `wss`. */
  readonly tls?: Certificate;
}

export interface BrokerOptions {
  readonly listeners: {
    readonly tcp?: TcpListenerOptions;
    readonly tls?: TlsListenerOptions;
    readonly websocket?: WebSocketListenerOptions;
  };
  /** Allows listeners without TLS beyond loopback: secrets and readings then travel in the clear. */
  readonly insecurePlaintext?: boolean;
  /** Told to observers as `$SYS/broker/version`. */
  readonly version?: string;
  /** How often observers are told the broker's figures; default 10 s. */
  readonly systemEveryMs?: number;
  /** What is left out has its default. */
  readonly limits?: Partial<BrokerLimits>;
}

/** Throws ConfigurationError when a listener would carry secrets in the clear to other machines. */
export function checkListeners({ listeners, insecurePlaintext }: BrokerOptions): void {
  const { tcp, tls, websocket } = listeners;
  if (tcp === undefined && tls === undefined && websocket === undefined) {
    throw new ConfigurationError('The broker has no listener: give at least one of tcp, tls, websocket');
  }
  if (tls?.requireClientCertificate === true && tls.clientCa === undefined) {
    throw new ConfigurationError(
      'The TLS listener requires client certificates but has no clientCa to verify them',
    );
  }
  if (insecurePlaintext === true) return;
  const plain = [
    ['tcp', tcp] as const,
    ['websocket', websocket?.tls === undefined ? websocket : undefined] as const,
  ];
  for (const [name, listener] of plain) {
    if (listener !== undefined && !isLoopback(listener.host)) {
      throw new ConfigurationError(
        `The ${name} listener on "${listener.host}" would carry secrets in the clear to other machines. ` +
          'Use TLS, bind it to 127.0.0.1, or set insecurePlaintext to say that this is wanted',
      );
    }
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
