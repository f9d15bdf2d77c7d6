import { MessageChannel } from 'node:worker_threads';
import { InvalidInputError, NotFoundError, UnavailableError } from '@banyu/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callMethods, serveMethods } from '../../src/workers/rpc.ts';

const methods = {
  add: (a: number, b: number) => a + b,
  later: async (text: string) => `${text}!`,
  never: () => new Promise<void>(() => {}),
  fail: (kind: string): void => {
    if (kind === 'input') throw new InvalidInputError('bad limit', { field: 'limit' });
    if (kind === 'missing') throw new NotFoundError('no plant');
    if (kind === 'busy') throw new UnavailableError('store away', { retryAfterMs: 500 });
    throw new TypeError('a bug');
  },
};

let channel: MessageChannel;

beforeEach(() => {
  channel = new MessageChannel();
  serveMethods(channel.port1, methods);
});

afterEach(() => {
  channel.port1.close();
  channel.port2.close();
});

describe('callMethods()', () => {
  it('gives each call its own answer, whichever comes first', async () => {
    const { remote } = callMethods<typeof methods>(channel.port2);
    const answers = await Promise.all([remote.later('a'), remote.add(1, 2), remote.later('b')]);
    expect(answers).toEqual(['a!', 3, 'b!']);
  });

  it('brings an error over with its class and its facts', async () => {
    const { remote } = callMethods<typeof methods>(channel.port2);
    await expect(remote.fail('input')).rejects.toMatchObject({
      constructor: InvalidInputError,
      field: 'limit',
    });
    await expect(remote.fail('missing')).rejects.toThrow(NotFoundError);
    await expect(remote.fail('busy')).rejects.toMatchObject({
      constructor: UnavailableError,
      retryAfterMs: 500,
    });
    await expect(remote.fail('?')).rejects.toThrow('a bug');
  });

  it('answers a method that is not there, inherited ones too, with an error', async () => {
    const { remote } = callMethods<{ missing: () => void; toString: () => string }>(channel.port2);
    await expect(remote.missing()).rejects.toThrow('no method missing');
    await expect(remote.toString()).rejects.toThrow('no method toString');
  });

  it('fails every open and every later call when the other thread is gone', async () => {
    const { remote, fail } = callMethods<typeof methods>(channel.port2);
    const open = remote.never();
    fail(new Error('the thread ended'));
    await expect(open).rejects.toThrow('the thread ended');
    await expect(remote.add(1, 1)).rejects.toThrow('the thread ended');
  });
});
