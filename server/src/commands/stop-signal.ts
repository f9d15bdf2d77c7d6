/** A signal that comes again sooner than this was relayed by a parent, not sent by somebody impatient. */
const IMPATIENT_AFTER_MS = 500;

/** Aborts when the process is asked to stop; asked again, it ends at once. */
export function stopSignal(): AbortController {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    let first: number | undefined;
    process.on(signal, () => {
      const now = performance.now();
      first ??= now;
      if (now - first > IMPATIENT_AFTER_MS) process.exit(1);
      stop.abort();
    });
  }
  return stop;
}
