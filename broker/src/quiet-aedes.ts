import { Aedes, type AedesPublishPacket, type Client } from 'aedes';

type Done = (error?: Error) => void;
type Message = Parameters<Aedes['publish']>[0] | AedesPublishPacket;

/**
 * Aedes without the fan-out that nobody can receive. A device's messages go to ingest before they are
 * acknowledged, and no client may subscribe to any but its own commands: matching, queueing and emitting
 * them would be for nothing, and Aedes loses some of them under load anyway. Retained ones are still stored.
 */
export class QuietAedes extends Aedes {
  /** Aedes' handlers give the client a message comes from; the server's own messages have none. */
  override publish(message: Message, clientOrDone?: Client | Done | null, done?: Done): void {
    if (typeof clientOrDone === 'object' && clientOrDone !== null && !message.retain) done?.();
    else Reflect.apply(super.publish, this, [message, clientOrDone, done]);
  }
}
