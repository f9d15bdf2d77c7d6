import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface StandInRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface StandInAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Says how a request is answered; undefined: the connection is cut instead. */
export type StandInHandler = (
  request: StandInRequest,
) => StandInAnswer | undefined | Promise<StandInAnswer | undefined>;

export interface StandIn extends AsyncDisposable {
  readonly url: string;
  answerWith(handler: StandInHandler): void;
}

/** An HTTP server in the place of InfluxDB or of a proxy before it, for faults a real one cannot be brought to. */
export async function startStandIn(first: StandInHandler): Promise<StandIn> {
  let handler = first;
  const server = createServer((request, response) => {
    void (async () => {
      const body = await buffer(request);
      const answer = await handler({ path: request.url ?? '', headers: request.headers, body });
      if (answer === undefined) request.socket.destroy();
      else response.writeHead(answer.status, answer.headers).end(answer.body);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    answerWith(next) {
      handler = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Passes requests on to a real server. */
export function passOnTo(url: string): (request: StandInRequest) => Promise<StandInAnswer> {
  return async ({ path, headers, body }) => {
    const passed: Record<string, string> = {};
    for (const name of ['content-type', 'content-encoding', 'authorization']) {
      const value = headers[name];
      if (typeof value === 'string') passed[name] = value;
    }
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: passed,
      body: new Uint8Array(body),
    });
    return { status: answer.status, body: await answer.text() };
  };
}
