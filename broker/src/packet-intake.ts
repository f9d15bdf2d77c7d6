import { PacketAssembly } from './packet-assembly.ts';
import { checkBody, checkHead, type PacketFault, type PacketLimits } from './packet-check.ts';
import { PacketHead } from './packet-head.ts';

/** Decides, packet by packet, how far the intake may go. */
export interface IntakeGate {
  /** Whether CONNECT has passed already. */
  readonly connected: boolean;
  /** Whether one more packet may pass now. */
  mayPass(): boolean;
  /** Told of each packet that passes, by its fixed header. */
  passed(head: PacketHead): void;
}

/**
 * Turns what a socket gives, cut anywhere, into pieces of whole packets, each of them checked. Packets that
 * came in one chunk pass as one piece of that chunk, without being copied.
 */
export class PacketIntake {
  /** Set when a packet is reason to close the connection; nothing passes any more. */
  fault: PacketFault | undefined;
  readonly #limits: PacketLimits;
  readonly #gate: IntakeGate;
  readonly #head = new PacketHead();
  readonly #assembly = new PacketAssembly();
  /** Bytes that were not passed on yet, from `#at` on. */
  #chunk: Buffer | undefined;
  #at = 0;

  constructor(limits: PacketLimits, gate: IntakeGate) {
    this.#limits = limits;
    this.#gate = gate;
  }

  /** Whether all there is has passed, but for the beginning of a packet. */
  get isEmpty(): boolean {
    return this.#chunk === undefined;
  }

  add(chunk: Buffer): void {
    this.#chunk = this.#chunk === undefined ? chunk : Buffer.concat([this.#chunk.subarray(this.#at), chunk]);
    this.#at = 0;
  }

  clear(): void {
    this.#chunk = undefined;
  }

  /** The next whole packets that may pass, as one buffer; undefined when there is none now. */
  next(): Buffer | undefined {
    const chunk = this.#chunk;
    if (chunk === undefined || this.fault !== undefined || !this.#gate.mayPass()) return undefined;

    if (this.#assembly.length > 0) {
      this.#moveTo(this.#assembly.take(chunk, this.#at), chunk);
      const packet = this.#assembly.bytes;
      if (this.#pass(packet, 0) === 0) return undefined;
      this.#assembly.release();
      return packet;
    }

    const start = this.#at;
    const stop = this.#pass(chunk, start);
    const mayGoOn = this.fault === undefined && stop < chunk.length && this.#gate.mayPass();
    // Stopped though more might pass: the rest is the beginning of a packet.
    this.#moveTo(mayGoOn ? this.#assembly.take(chunk, stop) : stop, chunk);
    return stop > start ? chunk.subarray(start, stop) : undefined;
  }

  #moveTo(at: number, chunk: Buffer): void {
    this.#at = at;
    if (at >= chunk.length) this.#chunk = undefined;
  }

  /** Hot path. Checks whole packets from `start` on and lets them pass; returns where it stopped. */
  #pass(bytes: Buffer, start: number): number {
    const head = this.#head;
    const gate = this.#gate;
    let at = start;
    while (at < bytes.length && gate.mayPass()) {
      const state = head.read(bytes, at);
      if (state === 'short') break;
      this.fault = state === 'malformed' ? state : checkHead(head, gate.connected, this.#limits);
      if (this.fault !== undefined) break;
      const body = at + head.headBytes;
      const end = body + head.bodyBytes;
      if (end > bytes.length) break;
      this.fault = checkBody(head, bytes, body, end, this.#limits);
      if (this.fault !== undefined) break;
      gate.passed(head);
      at = end;
    }
    return at;
  }
}
