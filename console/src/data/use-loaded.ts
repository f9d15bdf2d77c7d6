import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../api/client.ts';

/** Something the server was asked for: what it said last, and how to ask again. */
export interface Loaded<T> {
  /** Undefined while the first answer is awaited; what was there stays while it is asked again. */
  readonly answer: Answer<T> | undefined;
  readonly reload: () => void;
}

/** Asks when the part comes onto the page, and again when `key` changes or `reload` is called. */
export function useLoaded<T>(key: string, ask: () => Promise<Answer<T>>): Loaded<T> {
  const [loaded, setLoaded] = useState<{ readonly key: string; readonly answer: Answer<T> }>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    let wanted = true;
    void ask().then((answer) => {
      if (wanted) setLoaded({ key, answer });
    });
    return () => {
      wanted = false;
    };
  }, [key, round]);
  return {
    answer: loaded?.key === key ? loaded.answer : undefined,
    reload: () => setRound((before) => before + 1),
  };
}
