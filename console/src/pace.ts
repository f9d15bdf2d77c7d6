/** A page that nobody looks at gets no frames; it is brought up to date this often. */
const HIDDEN_FRAME_MS = 1_000;

/** Runs `work` once before the next frame is drawn; gives back the function that calls it off. */
export function nextFrame(work: () => void): () => void {
  const callOff = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  const run = () => {
    callOff();
    work();
  };
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, HIDDEN_FRAME_MS);
  return callOff;
}

/** Does `work` for every item, in order, `width` of them at a time. */
export async function inTurns<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const workers = Array.from({ length: width }, async () => {
    for (const item of queue) await work(item);
  });
  await Promise.all(workers);
}
