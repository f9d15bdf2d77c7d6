import type { UntimedEvent } from './event-outbox.ts';
import type { Work } from './sensor/fault.ts';

export interface ServiceSwitchPorts {
  /** True time, Unix ms. */
  now(): number;
  /** Calls at an instant, or soon when that is past. */
  at(atMs: number, call: () => void): void;
  /** Whether a program runs that would see the switch turned. */
  awake(): boolean;
  note(event: UntimedEvent): void;
}

/**
 * The service switch of a logger: who works at a probe turns it on and off, and the device tells. What was turned
 * while no program ran is told by the next one, at its time; what began and ended meanwhile, nobody knows.
 */
export class ServiceSwitch {
  readonly #ports: ServiceSwitchPorts;
  #works: readonly Work[] = [];
  /** Told as begun and not as ended; it is kept over a boot. */
  readonly #begun = new Set<Work>();

  constructor(ports: ServiceSwitchPorts) {
    this.#ports = ports;
  }

  /** There will be this work, or it begins now. */
  plan(work: Work): void {
    const now = this.#ports.now();
    if (work.to <= now) return;
    this.#works = [...this.#works, work];
    if (work.from > now) this.#ports.at(work.from, () => this.look());
    else this.look();
    this.#ports.at(work.to, () => this.look());
  }

  /** Tells what began or ended since the last look. */
  look(): void {
    if (!this.#ports.awake()) return;
    const now = this.#ports.now();
    for (const work of this.#works) {
      const { from, to, fault, parameter } = work;
      if (now >= to && this.#begun.delete(work))
        this.#ports.note({ v: 1, kind: `${fault}-ended`, parameter });
      else if (now >= from && now < to && !this.#begun.has(work)) {
        this.#begun.add(work);
        this.#ports.note({ v: 1, kind: `${fault}-begun`, parameter });
      }
    }
    this.#works = this.#works.filter(({ to }) => to > now);
  }
}
