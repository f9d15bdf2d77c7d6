import { Duplex } from 'node:stream';
import type { Client } from 'aedes';
import type { Access } from './access.ts';
import { type Answer, Answers } from './answers.ts';
import { gather } from './gather.ts';
import type { BrokerLimits } from './limits.ts';
import type { PacketFault } from './packet-check.ts';
import { PACKET, type PacketHead } from './packet-head.ts';
import { type IntakeGate, PacketIntake } from './packet-intake.ts';
import { PendingGate } from './pending-gate.ts';
import type { Identity } from './ports.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Counters, LoginRefusal } from './statistics.ts';
import type { TotalPending } from './total-pending.ts';

/** Where a connection comes from. */
export interface Origin {
  readonly transport: 'tcp' | 'tls' | 'websocket';
  readonly address: string;
  /** Common name of the client certificate that TLS has verified; undefined without one. */
  readonly certificateName: string | undefined;
}

/** What all connections of a broker share. */
export interface ConnectionHouse {
  readonly limits: BrokerLimits;
  readonly counters: Counters;
  readonly total: TotalPending;
  /** Ms of a clock that does not run backwards. */
  readonly monotonicNow: () => number;
  /** Told why a connection is closed for what its packets are. */
  readonly onFault: (connection: DeviceConnection, fault: PacketFault) => void;
}

/** A shorter wait would let a fast device through packet by packet. */
const MIN_RATE_WAIT_MS = 20;

/**
 * Stands between a socket and Aedes. Passes only whole packets that are well formed and within the limits,
 * and only as many as ingest can answer and the device's rate allows: beyond that it stops reading the
 * socket, so that TCP itself slows the device. What Aedes writes within one tick leaves in one write.
 */
export class DeviceConnection extends Duplex implements IntakeGate {
  readonly origin: Origin;
  /** The deliveries of this connection that wait for ingest. */
  readonly answers: Answers;
  /** Aedes' side of the connection: Aedes writes it here. */
  client: Client | undefined;
  /** Set once the log-in has succeeded: what it may do and, unless it is an observer, which device it is. */
  access: Access | undefined;
  identity: Identity | undefined;
  /** The observer that it says it is. */
  observer: string | undefined;
  /** With which QoS the device has subscribed to its commands. */
  commandQos: number | undefined;
  /** Told of the acknowledgements of commands, which come in the order of the commands ([MQTT-4.6.0-2]). */
  readonly commandAcknowledged: (() => void)[] = [];
  /** Ended by an error, of the client or the network. */
  broken = false;
  /** From CONNECT, for the log-in: the last will's topic, and why the log-in is to be refused whatever its secret. */
  willTopic: string | undefined;
  loginRefusal: LoginRefusal | undefined;
  /** What its device may send; nobody's before the log-in, when one CONNECT may pass and nothing else. */
  rate: RateLimit | undefined;

  readonly #socket: Duplex;
  readonly #house: ConnectionHouse;
  readonly #intake: PacketIntake;
  /** Admitted and not answered yet. */
  readonly #pending: PendingGate;
  #inputEnded = false;
  #stopped = false;
  #stage: 'connect-expected' | 'logging-in' | 'logged-in' = 'connect-expected';
  #paused = false;
  #pumpScheduled = false;
  #rateTimer: NodeJS.Timeout | undefined;
  #afterDrain: (() => void) | undefined;
  /** Closing at once instead of letting the client read the last answer. */
  #abrupt = false;

  constructor(socket: Duplex, origin: Origin, house: ConnectionHouse) {
    // A high-water mark of one byte: the next piece is taken in when Aedes has read the one before.
    super({ readableHighWaterMark: 1 });
    const { limits } = house;
    this.origin = origin;
    this.#socket = socket;
    this.#house = house;
    this.#intake = new PacketIntake(limits, this);
    this.#pending = new PendingGate(
      {
        messagesHigh: limits.pendingMessagesHigh,
        messagesLow: limits.pendingMessagesLow,
        bytesHigh: limits.pendingBytesHigh,
        bytesLow: limits.pendingBytesLow,
      },
      this.pumpSoon,
    );
    this.answers = new Answers((answer) => this.#release(1, answer.bytes));

    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('end', () => {
      this.#inputEnded = true;
      this.#pump();
    });
    socket.on('drain', () => this.#drained());
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => {
      this.#drained();
      // What a client sent before it left is still worth taking in, unless nobody knows who it was.
      if (!this.#inputEnded || this.#stage !== 'logged-in') this.destroy();
    });
    this.on('drain', this.pumpSoon);
  }

  /** The log-in has succeeded and CONNACK is on its way: the packets after CONNECT may pass, at this rate. */
  loggedIn(rate: RateLimit): void {
    this.#stage = 'logged-in';
    this.rate = rate;
    this.pumpSoon();
  }

  /** Takes a delivery in hand; `bytes` as they were counted when its packet was admitted. */
  holdDelivery(callback: Answer['callback'], bytes: number): Answer {
    return this.answers.add(callback, bytes, this.#house.monotonicNow());
  }

  /** Counts a delivery that did not come as a packet: a last will. */
  admitWill(bytes: number): void {
    this.#admit(bytes);
  }

  /** Stops taking packets in; answers still go out. */
  stopReading(): void {
    this.#stopped = true;
    this.#intake.clear();
    this.#setPaused(true);
  }

  /** Passes on what is allowed by now, once the current event is done with. */
  readonly pumpSoon = (): void => {
    if (this.#pumpScheduled) return;
    this.#pumpScheduled = true;
    process.nextTick(this.#pumpNow);
  };

  readonly #pumpNow = (): void => {
    this.#pumpScheduled = false;
    this.#pump();
  };

  /** Aedes' writer corks the stream once for each packet. */
  override cork(): void {
    this.#house.counters.packetsSent += 1;
    super.cork();
  }

  override _read(): void {
    if (!this.#intake.isEmpty || this.#inputEnded) this.pumpSoon();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#send(chunk, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#send(gather(chunks), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const { total, limits } = this.#house;
    clearTimeout(this.#rateTimer);
    total.forget(this);
    // What Aedes holds dies with its client; what ingest has in hand is released when it answers.
    this.#release(this.#pending.messages - this.answers.messages, this.#pending.bytes - this.answers.bytes);
    this.#intake.clear();
    this.#setPaused(false);

    const socket = this.#socket;
    if (this.#abrupt || socket.destroyed) {
      socket.destroy();
    } else {
      // Unread input would turn our FIN into a reset, and the client might never see the last answer.
      socket.removeAllListeners('data');
      socket.resume();
      socket.end();
      const linger = setTimeout(() => socket.destroy(), limits.lingerMs);
      socket.once('close', () => clearTimeout(linger));
    }
    done(error);
  }

  #receive(chunk: Buffer): void {
    if (this.#stopped || this.destroyed) return;
    this.#house.counters.bytes += chunk.length;
    this.#intake.add(chunk);
    this.#pump();
  }

  /** Passes on one piece, if there is one that may pass, and sees to it that the socket is read or not. */
  #pump(): void {
    if (this.destroyed || this.#stopped) return;
    if (this.readableLength === 0) {
      const piece = this.#intake.next();
      const { fault } = this.#intake;
      if (fault !== undefined) {
        this.#house.onFault(this, fault);
        this.#abrupt = true;
        this.destroy(new Error(`Connection closed: packet ${fault}`));
        return;
      }
      if (piece !== undefined) this.push(piece);
      else if (this.#inputEnded && this.#intake.isEmpty) this.push(null);
    }
    this.#setPaused(!this.#intake.isEmpty);
  }

  get connected(): boolean {
    return this.#stage === 'logged-in';
  }

  /** Whether one more packet may pass now; if not, sees to it that it is asked again in time. */
  mayPass(): boolean {
    if (this.#pending.shut || this.#stage === 'logging-in' || this.writableNeedDrain) return false;
    if (this.#house.total.shut) {
      this.#house.total.wait(this);
      return false;
    }
    const { rate } = this;
    if (rate === undefined || rate.allows()) return true;
    rate.refill(this.#house.monotonicNow());
    if (rate.allows()) return true;
    this.#rateTimer ??= setTimeout(this.#rateWaited, Math.max(MIN_RATE_WAIT_MS, rate.waitMs()));
    return false;
  }

  passed(head: PacketHead): void {
    this.#house.counters.packets += 1;
    this.rate?.spend(head.headBytes + head.bodyBytes);
    if (head.type === PACKET.publish) this.#admit(head.bodyBytes);
    else if (head.type === PACKET.connect) this.#stage = 'logging-in';
  }

  readonly #rateWaited = (): void => {
    this.#rateTimer = undefined;
    this.#pump();
  };

  #admit(bytes: number): void {
    this.#pending.take(1, bytes);
    this.#house.total.take(1, bytes);
  }

  #release(messages: number, bytes: number): void {
    this.#pending.release(messages, bytes);
    this.#house.total.release(messages, bytes);
  }

  #setPaused(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    this.#house.counters.paused += paused ? 1 : -1;
    if (paused) this.#socket.pause();
    else if (!this.destroyed) this.#socket.resume();
  }

  #send(bytes: Buffer, done: () => void): void {
    this.#house.counters.bytesSent += bytes.length;
    if (!this.#socket.writable || this.#socket.write(bytes)) done();
    else this.#afterDrain = done;
  }

  #drained(): void {
    const done = this.#afterDrain;
    this.#afterDrain = undefined;
    done?.();
  }
}
