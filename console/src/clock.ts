import { Box, type Observable } from './observable.ts';

/** The server's `Date` header counts whole seconds, and clocks are set by little all the time: less is no difference. */
const IGNORED_OFFSET_MS = 3_000;

/** From here on the people at the screen are told. */
export const NOTABLE_OFFSET_MS = 60_000;

/**
 * The time by which ages are counted: this machine's clock, set right by the server's. It ticks once a second,
 * one timer for the whole page, and only while somebody listens.
 */
export class Clock implements Observable<number> {
  readonly offset = new Box(0);
  readonly #tick = new Box(0);
  #listeners = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Unix ms. */
  get(): number {
    return Date.now() + this.offset.get();
  }

  /**
   * Takes the server's time from an answer that has just come, to a question of `askedAt` by this machine's clock. It
   * was written some time in between, which is long on a slow network or when the machine slept: an offset that agrees
   * with any moment of it stands.
   */
  adopt(serverNow: number, askedAt: number): void {
    const offset = serverNow - Date.now();
    const known = this.offset.get();
    const least = offset - IGNORED_OFFSET_MS;
    const most = serverNow - askedAt + IGNORED_OFFSET_MS;
    if (known > least && known < most) return;
    this.offset.set(Math.abs(offset) < IGNORED_OFFSET_MS ? 0 : offset);
  }

  listen(listener: () => void): () => void {
    const end = this.#tick.listen(listener);
    this.#listeners += 1;
    this.#timer ??= setInterval(() => this.#tick.set(this.get()), 1_000);
    return () => {
      end();
      this.#listeners -= 1;
      if (this.#listeners > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }
}
