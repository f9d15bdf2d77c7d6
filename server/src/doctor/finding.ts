/** What came of looking at one thing. */
export interface Finding {
  /** `warning`: it works, and will or may not. `problem`: it does not work. */
  readonly level: 'ok' | 'warning' | 'problem';
  /** What was looked at, in a word: `disk`. */
  readonly about: string;
  /** What is. */
  readonly found: string;
  /** What to do about it; absent when all is well. */
  readonly advice?: string;
}

export function ok(about: string, found: string): Finding {
  return { level: 'ok', about, found };
}

export function warning(about: string, found: string, advice: string): Finding {
  return { level: 'warning', about, found, advice };
}

export function problem(about: string, found: string, advice: string): Finding {
  return { level: 'problem', about, found, advice };
}
