import { UnavailableError } from '@banyu/contracts';
import type { HttpApp } from '../http-app.ts';
import { hostName, isLoopbackHost } from '../loopback.ts';
import { HttpProblem } from '../problem.ts';

/** Characters of an address. The longest that makes sense here is a cursor and a few filters. */
const MAX_URL_LENGTH = 4_096;

/** Turns away what no route should see: foreign host names, endless addresses, requests while stopping. */
export function limitRequests(app: HttpApp): void {
  let stopping = false;
  app.addHook('preClose', async () => {
    stopping = true;
  });
  app.addHook('onRequest', async (request) => {
    // A page of another site can point its own name at 127.0.0.1 (DNS rebinding); its Host header gives it away.
    const host = hostName(request.headers.host);
    if (host === undefined || !isLoopbackHost(host)) {
      throw new HttpProblem('wrong-host', 'The Host header must be 127.0.0.1, [::1] or localhost');
    }
    if (request.url.length > MAX_URL_LENGTH) {
      throw new HttpProblem('uri-too-long', `${request.url.length} characters, at most ${MAX_URL_LENGTH}`);
    }
    if (stopping) throw new UnavailableError('The server is stopping');
  });
}
