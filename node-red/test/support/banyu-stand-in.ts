import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PARAMETERS } from '@banyu/contracts';

const PLANT = {
  ...{
    id: 'ipal-contoh',
    name: 'IPAL Contoh',
    timeZone: 'Asia/Jakarta',
    capacityM3PerDay: null,
    standard: null,
  },
  points: [{ id: 'effluent', name: 'Efluen', compliancePoint: true }],
};

/** What the editor's dialogs ask of a Banyu server, and no more. Gives its address and what closes it. */
export async function startStandIn(): Promise<{ readonly url: string; close(): void }> {
  const server: Server = createServer((request, response) => {
    const answers: Record<string, object> = {
      '/api/v1/plants': { plants: [PLANT] },
      '/api/v1/parameters': { parameters: PARAMETERS },
    };
    const answer = answers[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
