/** A place where something waits until the test lets it go. */
export interface Gate {
  readonly waiting: number;
  pass(): Promise<void>;
  /** Lets the one go that has waited longest. */
  openOnce(): void;
  /** Lets everything go, now and later. */
  openForEver(): void;
}

export function makeGate(): Gate {
  const queue: (() => void)[] = [];
  let open = false;
  return {
    get waiting() {
      return queue.length;
    },
    pass() {
      return open ? Promise.resolve() : new Promise((resolve) => queue.push(resolve));
    },
    openOnce() {
      queue.shift()?.();
    },
    openForEver() {
      open = true;
      for (const go of queue.splice(0)) go();
    },
  };
}
