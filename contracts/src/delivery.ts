import type { UplinkChannel } from './topic.ts';

/** A message as it came from a device, before anything in it was believed. */
export interface Delivery {
  readonly plant: string;
  readonly device: string;
  readonly channel: UplinkChannel;
  /** Borrowed until the hand-over is answered: copy what is kept for longer. */
  readonly payload: Uint8Array;
  /** When the server received it, Unix ms UTC. */
  readonly receivedAt: number;
}
