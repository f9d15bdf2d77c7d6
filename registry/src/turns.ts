import { UnavailableError } from '@banyu/contracts';

/** Does a piece of work when its turn comes. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Lets `atOnce` pieces of work run at a time, the others in the order they came. When `maxWaiting` are in line, the
 * next is turned away with UnavailableError: a flood costs some callers a later attempt, not the server its memory.
 */
export function takingTurns(limits: { readonly atOnce: number; readonly maxWaiting: number }): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < limits.atOnce) running += 1;
    else if (waiting.length < limits.maxWaiting) await new Promise<void>((resolve) => waiting.push(resolve));
    else throw new UnavailableError(`Cannot take the request: ${waiting.length} are waiting already`);
    try {
      return await work();
    } finally {
      // Who is next inherits the place, so that a newcomer cannot slip in between.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
