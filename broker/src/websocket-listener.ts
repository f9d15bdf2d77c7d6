import { createServer as createHttpServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, WebSocketServer } from 'ws';
import {
  type Listener,
  type ListenerHouse,
  originOf,
  SOCKET_OPTIONS,
  secureContext,
  start,
  tlsOptions,
} from './listeners.ts';
import type { Certificate, WebSocketListenerOptions } from './options.ts';

const MAX_HEADER_BYTES = 8_192;

/**
 * MQTT over WebSocket (MQTT 3.1.1 section 6): subprotocol `mqtt`, binary frames only. A web page may
 * connect only from a listed origin; other paths and plain HTTP are refused.
 */
export async function listenWebSocket(
  options: WebSocketListenerOptions,
  house: ListenerHouse,
  maxFrameBytes: number,
): Promise<Listener> {
  const { path = '/mqtt', origins = [], tls } = options;
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false),
  });

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const status = refusal(request, path, origins);
    if (status !== undefined) {
      house.onRefused('websocket-upgrade', request.socket.remoteAddress ?? '');
      socket.on('error', () => socket.destroy());
      socket.end(
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
      return;
    }
    const origin = originOf(request.socket, 'websocket');
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => {}); // the stream made of it hears of the first one, and ends
      webSocket.on('message', (_data, isBinary) => {
        if (isBinary) return;
        house.onRefused('websocket-text', origin.address); // [MQTT-6.0.0-1]
        webSocket.terminate();
      });
      house.serve(createWebSocketStream(webSocket), origin);
    });
  };

  const http = {
    ...SOCKET_OPTIONS,
    headersTimeout: house.connectTimeoutMs,
    requestTimeout: house.connectTimeoutMs,
    connectionsCheckingInterval: Math.max(100, house.connectTimeoutMs / 2),
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  const secure =
    tls === undefined
      ? undefined
      : createHttpsServer({ ...http, ...tlsOptions(tls, false, house.connectTimeoutMs) });
  const server = secure ?? createHttpServer(http);
  server.prependListener('connection', house.admit);
  server.on('upgrade', upgrade);
  server.on('request', (_request, response) => {
    response.writeHead(426, { connection: 'close', upgrade: 'websocket' }).end();
  });
  server.on('clientError', (_error: Error, socket: Duplex) => {
    socket.destroy();
  });
  server.on('tlsClientError', (_error: Error, socket: Socket) => {
    house.onRefused('tls-handshake', socket.remoteAddress ?? '');
    socket.destroy();
  });

  const reload =
    secure && ((certificate: Certificate) => secure.setSecureContext(secureContext(certificate)));
  return start(server, options, house, reload);
}

/** The HTTP status that refuses this upgrade, or undefined when it may go on. */
function refusal(request: IncomingMessage, path: string, origins: readonly string[]): number | undefined {
  const [requested] = (request.url ?? '').split('?');
  if (requested !== path) return 404;
  const { origin } = request.headers;
  if (origin !== undefined && !origins.includes(origin)) return 403;
  const protocols = request.headers['sec-websocket-protocol']?.split(',').map((name) => name.trim());
  return protocols?.includes('mqtt') === true ? undefined : 400;
}
