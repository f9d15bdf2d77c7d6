import { type Options, Presets, SingleBar } from 'cli-progress';

const OPTIONS: Options = {
  format: '{what} [{bar}] {value}/{total}, {eta_formatted} left',
  clearOnComplete: true,
};

/** Does some work with a progress bar on stderr, where that is a terminal; the bar is gone afterwards. */
export async function withProgress<T>(
  what: string,
  work: (onProgress: (done: number, all: number) => void) => Promise<T>,
): Promise<T> {
  const bar = new SingleBar({ ...OPTIONS, stopOnComplete: false }, Presets.shades_classic);
  let started = false;
  try {
    return await work((done, all) => {
      if (!started) bar.start(all, done, { what });
      started = true;
      bar.update(done);
    });
  } finally {
    if (started) bar.stop();
  }
}
