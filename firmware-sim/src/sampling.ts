import type { Board, Equipment } from './board.ts';
import type { DeviceBacklog } from './device-backlog.ts';
import { Sampler, type Values } from './sampler.ts';

/** The clock is set so often, and tried so often while it is not trusted or the time server was not believed. */
const TIME_EVERY_MS = 3_600_000;
const TIME_AGAIN_MS = 60_000;

/** What the program does along with it. */
export interface SamplingPorts {
  /** Before each scan. */
  due(t: number): void;
  /** After each sample. */
  sampled(): void;
}

/** One half of a program: scans → sample → its time → backlog. The other half, the firmware, sends it. */
export class Sampling {
  readonly #board: Board;
  readonly #equipment: Equipment;
  readonly #backlog: DeviceBacklog;
  readonly #ports: SamplingPorts;
  readonly #sampler: Sampler;
  #unsubscribe: (() => void) | undefined;
  #asked = { atMs: 0, believed: false };

  constructor(board: Board, equipment: Equipment, backlog: DeviceBacklog, ports: SamplingPorts) {
    this.#board = board;
    this.#equipment = equipment;
    this.#backlog = backlog;
    this.#ports = ports;
    this.#sampler = new Sampler(board, (parameter, err) => {
      equipment.log.error({ device: board.device, err }, `the sensor of ${parameter} failed: no value`);
    });
  }

  /** Takes one sample at once. */
  sampleNow(): void {
    const now = this.#equipment.clock.now();
    this.#scan(now);
    this.#sample(now, 1);
  }

  /** Samples from now on, with the intervals that the board has now. */
  resume(): void {
    this.stop();
    const { sampleMs, scanMs, phaseMs } = this.#board.intervals();
    this.#unsubscribe = this.#equipment.schedule.every(scanMs, phaseMs, (t) => {
      this.#scan(t);
      if ((t - phaseMs) % sampleMs === 0) this.#sample(t, sampleMs / scanMs);
    });
  }

  stop(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  /** Asks the time server when that is due; there has to be a connection. */
  keepTime(t: number): void {
    const { atMs, believed } = this.#asked;
    const everyMs = believed && this.#board.timekeeper.trusted ? TIME_EVERY_MS : TIME_AGAIN_MS;
    if (t - atMs >= everyMs) this.askTheTime(t);
  }

  askTheTime(t: number): void {
    const { timekeeper, held, device } = this.#board;
    const answer = timekeeper.synchronize(t);
    this.#asked = { atMs: t, believed: answer === 'set' };
    if (answer !== 'set') {
      this.#equipment.log.warn({ device, answer }, 'the time server was not believed');
      return;
    }
    for (const { uptimeMs, values } of held.release()) {
      this.#keep(timekeeper.now(t) - (t - uptimeMs), values);
    }
    this.#board.timeKnown();
  }

  #scan(t: number): void {
    this.#board.timekeeper.check(t);
    this.#ports.due(t);
    this.#sampler.scan(t);
  }

  #sample(t: number, due: number): void {
    const values = this.#sampler.close(due);
    const { timekeeper, held } = this.#board;
    if (timekeeper.trusted) this.#keep(timekeeper.now(t), values);
    else held.hold({ uptimeMs: t, values });
    this.#ports.sampled();
  }

  #keep(t: number, values: Values): void {
    this.#backlog.append(JSON.stringify({ t, ...values }));
  }
}
