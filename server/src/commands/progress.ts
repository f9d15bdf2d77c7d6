import { SingleBar } from 'cli-progress';

/** How far something is, told to the person who waits for it. */
export interface Progress {
  /** `done`: 0 to 1. `note`: a few words on what is going on. */
  tell(done: number, note: string): void;
  /** Takes the bar away; what was told in lines stays. */
  end(): void;
}

export interface ProgressOptions {
  readonly stream?: NodeJS.WriteStream;
  /** Where there is no terminal, a line so often; left out, nothing is told there. */
  readonly lineEveryMs?: number;
}

const TOTAL = 1_000;
/** The time left is judged by so many of the last steps that were told. */
const ETA_STEPS = 200;

/** Does some work of a known amount with a bar on stderr, where that is a terminal; the bar is gone afterwards. */
export async function withProgress<T>(
  what: string,
  work: (onProgress: (done: number, all: number) => void) => Promise<T>,
): Promise<T> {
  const progress = openProgress();
  try {
    return await work((done, all) => progress.tell(all === 0 ? 1 : done / all, `${what}: ${done} of ${all}`));
  } finally {
    progress.end();
  }
}

/** A bar on a terminal, lines elsewhere, on stderr unless told otherwise. */
export function openProgress({ stream = process.stderr, lineEveryMs }: ProgressOptions = {}): Progress {
  const bar = new SingleBar({
    format: '[{bar}] {percentage} %  {note}{eta_formatted}',
    stream,
    barsize: 30,
    barCompleteChar: '#',
    barIncompleteChar: '.',
    hideCursor: true,
    gracefulExit: false,
    clearOnComplete: true,
    etaBuffer: ETA_STEPS,
    noTTYOutput: lineEveryMs !== undefined,
    notTTYSchedule: lineEveryMs ?? 0,
    // "NULL" or "INF" until it can be told.
    formatTime: (seconds) => (Number.isFinite(seconds) ? `, ${seconds} s left` : ''),
    formatValue: (value, _, type) => (type === 'percentage' ? String(value).padStart(3) : String(value)),
  });
  bar.start(TOTAL, 0, { note: '' });
  return {
    tell(done, note) {
      bar.update(TOTAL * done, { note });
    },
    end() {
      bar.stop();
    },
  };
}
