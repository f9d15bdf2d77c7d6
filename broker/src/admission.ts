import type { Socket } from 'node:net';
import { addressKey } from './address-key.ts';
import type { BrokerLimits } from './limits.ts';
import type { Counters } from './statistics.ts';

/** Counts connections from the moment they are accepted, before TLS or anything else has cost something. */
export class Admission {
  readonly #sockets = new Set<Socket>();
  readonly #byAddress = new Map<string, number>();
  readonly #limits: Pick<BrokerLimits, 'connections' | 'connectionsPerAddress'>;
  readonly #counters: Counters;

  constructor(limits: Pick<BrokerLimits, 'connections' | 'connectionsPerAddress'>, counters: Counters) {
    this.#limits = limits;
    this.#counters = counters;
  }

  get open(): number {
    return this.#sockets.size;
  }

  /** Lets the socket in or destroys it; it counts until it is closed. */
  readonly admit = (socket: Socket): void => {
    const address = addressKey(socket.remoteAddress ?? '');
    const fromThere = this.#byAddress.get(address) ?? 0;
    if (this.#sockets.size >= this.#limits.connections) {
      this.#counters.refused.connections += 1;
      socket.destroy();
      return;
    }
    if (fromThere >= this.#limits.connectionsPerAddress) {
      this.#counters.refused['connections-per-address'] += 1;
      socket.destroy();
      return;
    }
    this.#counters.accepted += 1;
    this.#sockets.add(socket);
    this.#byAddress.set(address, fromThere + 1);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      const left = (this.#byAddress.get(address) ?? 1) - 1;
      if (left > 0) this.#byAddress.set(address, left);
      else this.#byAddress.delete(address);
    });
  };

  destroyAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
