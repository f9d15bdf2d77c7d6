import { describe, expect, it } from 'vitest';
import { Restartable } from '../../src/duckdb/restartable.ts';

/** What is opened are numbers: 1, then 2, and so on; an error `broken` breaks them. */
function numbers(mayOpen: () => boolean = () => true) {
  let opened = 0;
  const closed: number[] = [];
  const restartable = new Restartable<number>({
    open: async () => {
      if (!mayOpen()) throw new Error('cannot open');
      opened++;
      return opened;
    },
    close: async (number) => {
      closed.push(number);
    },
    isBroken: (error) => error instanceof Error && error.message === 'broken',
  });
  return { restartable, closed };
}

const fail = (message: string) => () => Promise.reject(new Error(message));
const tell = (number: number) => Promise.resolve(number);

describe('Restartable', () => {
  it('opens once, and stays with it through errors that break nothing', async () => {
    const { restartable, closed } = numbers();
    expect(await Promise.all([restartable.use(tell), restartable.use(tell)])).toEqual([1, 1]);
    await expect(restartable.use(fail('busy'))).rejects.toThrow('busy');
    expect(await restartable.use(tell)).toBe(1);
    expect(closed).toEqual([]);
  });

  it('closes what broke and opens once anew, however many tasks it broke for', async () => {
    const { restartable, closed } = numbers();
    const results = await Promise.allSettled([
      restartable.use(fail('broken')),
      restartable.use(fail('broken')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await Promise.all([restartable.use(tell), restartable.use(tell)])).toEqual([2, 2]);
    expect(closed).toEqual([1]);
  });

  it('tells why it cannot be opened, and tries again the next time', async () => {
    let mayOpen = true;
    const { restartable } = numbers(() => mayOpen);
    await restartable.use(tell);
    mayOpen = false;
    await expect(restartable.use(fail('broken'))).rejects.toThrow('broken');
    await expect(restartable.use(tell)).rejects.toThrow('cannot open');
    await expect(restartable.use(tell)).rejects.toThrow('cannot open');
    mayOpen = true;
    expect(await restartable.use(tell)).toBe(2);
  });

  it('closes what is open, and nothing when nothing is', async () => {
    const { restartable, closed } = numbers();
    await restartable.close();
    await restartable.use(tell);
    await restartable.close();
    expect(closed).toEqual([1]);
  });
});
