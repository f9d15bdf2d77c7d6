import type { Fleet, FleetFigures, Latency } from '@banyu/firmware-sim';

/** How a fleet is doing, with its rates since the snapshot before. */
export interface Snapshot {
  /** Since the start. */
  readonly seconds: number;
  readonly devices: number;
  readonly connected: number;
  readonly sentPerSecond: number;
  readonly acknowledgedPerSecond: number;
  readonly sent: number;
  readonly acknowledged: number;
  /** Publish to PUBACK, ms; null when nothing was acknowledged. */
  readonly pubackP50Ms: number | null;
  readonly pubackP99Ms: number | null;
  readonly backlogSamples: number;
  readonly droppedSamples: number;
  readonly reconnects: number;
  readonly lost: number;
  readonly refused: number;
  readonly unreachable: number;
  /** What attempts and connections ended with most often. */
  readonly troubles: Readonly<Record<string, number>>;
  readonly memoryMb: number;
}

const TROUBLES = 3;

/** Takes snapshots of a running fleet. */
export class Snapshots {
  readonly #fleet: Fleet;
  readonly #startMs: number;
  #last: { readonly atMs: number; readonly sent: number; readonly acknowledged: number };

  constructor(fleet: Fleet, nowMs: number) {
    this.#fleet = fleet;
    this.#startMs = nowMs;
    this.#last = { atMs: nowMs, sent: 0, acknowledged: 0 };
  }

  /** How it is now, with the latency since the last time. */
  take(nowMs: number): Snapshot {
    const figures = this.#fleet.figures();
    const { sent, acknowledged } = figures;
    const seconds = Math.max(1, nowMs - this.#last.atMs) / 1_000;
    const rates = {
      sentPerSecond: (sent - this.#last.sent) / seconds,
      acknowledgedPerSecond: (acknowledged - this.#last.acknowledged) / seconds,
    };
    this.#last = { atMs: nowMs, sent, acknowledged };
    return this.#snapshot(nowMs, figures, rates, this.#fleet.recentLatency());
  }

  /** How it was over all the time. */
  whole(nowMs: number): Snapshot {
    const figures = this.#fleet.figures();
    const seconds = Math.max(1, nowMs - this.#startMs) / 1_000;
    const rates = {
      sentPerSecond: figures.sent / seconds,
      acknowledgedPerSecond: figures.acknowledged / seconds,
    };
    return this.#snapshot(nowMs, figures, rates, figures.latency);
  }

  #snapshot(
    nowMs: number,
    figures: FleetFigures,
    rates: Pick<Snapshot, 'sentPerSecond' | 'acknowledgedPerSecond'>,
    latency: Latency,
  ): Snapshot {
    const { online, sent, acknowledged, backlog, dropped, reconnects, lost, refused, unreachable } = figures;
    const troubles = [...figures.reasons].toSorted((a, b) => b[1] - a[1]).slice(0, TROUBLES);
    return {
      seconds: (nowMs - this.#startMs) / 1_000,
      devices: this.#fleet.devices.length,
      connected: online,
      ...rates,
      sent,
      acknowledged,
      pubackP50Ms: finite(latency.p50),
      pubackP99Ms: finite(latency.p99),
      backlogSamples: backlog,
      droppedSamples: dropped,
      reconnects,
      lost,
      refused,
      unreachable,
      troubles: Object.fromEntries(troubles),
      memoryMb: process.memoryUsage.rss() / 1e6,
    };
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
