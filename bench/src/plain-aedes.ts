// The yardstick: Aedes as it comes, which acknowledges before anything is kept. Prints its port.
import { createServer, type Socket } from 'node:net';
import { Aedes } from 'aedes';

const aedes = await Aedes.createBroker({ queueLimit: 1_000 });
const server = createServer((socket: Socket) => {
  socket.setNoDelay(true);
  aedes.handle(socket);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.stdout.write(`${address.port}\n`);
});
