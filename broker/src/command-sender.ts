import { buildTopic, InvalidInputError, isId } from '@banyu/contracts';
import type { DeviceConnection } from './connection.ts';
import type { Counters } from './statistics.ts';

/** Commands of one device that wait for its acknowledgement; beyond it, it gets no more until it has answered. */
const MAX_UNACKNOWLEDGED = 64;

interface CommandSenderParts {
  readonly counters: Counters;
  /** The longest payload. */
  readonly commandBytes: number;
  /** The connection of a device that is logged in. */
  readonly connectionOf: (device: string) => DeviceConnection | undefined;
}

/** Sends commands straight to the connection of their device: there is no other subscriber, and nothing is kept. */
export class CommandSender {
  readonly #parts: CommandSenderParts;

  constructor(parts: CommandSenderParts) {
    this.#parts = parts;
  }

  /** See `Broker.command`. */
  async send(
    plant: string,
    device: string,
    payload: string | Uint8Array,
    onAcknowledged: () => void,
  ): Promise<boolean> {
    const { counters, commandBytes, connectionOf } = this.#parts;
    if (!isId(plant) || !isId(device)) {
      throw new InvalidInputError(`Cannot address a command to "${plant}/${device}": not ids`, {
        field: 'device',
      });
    }
    const bytes = Buffer.from(payload);
    if (bytes.length > commandBytes) {
      throw new InvalidInputError(`The command has ${bytes.length} bytes, at most ${commandBytes} are sent`, {
        field: 'payload',
      });
    }
    const topic = buildTopic(plant, device, 'command');
    const connection = connectionOf(device);
    const client = connection?.client;
    const listens = connection?.commandQos !== undefined && connection.access?.mayReceive(topic) === true;
    if (connection === undefined || client === undefined || !listens) {
      counters.commandsUndeliverable += 1;
      return false;
    }
    if (connection.writableNeedDrain || connection.commandAcknowledged.length >= MAX_UNACKNOWLEDGED) {
      counters.publishesDropped += 1;
      counters.commandsUndeliverable += 1;
      return false;
    }
    let acknowledged = false;
    if (connection.commandQos !== 0) {
      connection.commandAcknowledged.push(() => {
        acknowledged = true;
        onAcknowledged();
      });
    }
    await new Promise<void>((resolve) => {
      client.publish({ cmd: 'publish', topic, payload: bytes, qos: 1, retain: false, dup: false }, () =>
        resolve(),
      );
    });
    if (connection.destroyed && !acknowledged) {
      counters.commandsUndeliverable += 1;
      return false;
    }
    counters.commandsSent += 1;
    return true;
  }
}
