import { expect, it, vi } from 'vitest';
import { Bookmark } from '../../lib/bookmark.js';

const SERVER = 'http://127.0.0.1:8080/';
const PLACE = { lastEventId: 'k3j9-42', at: 1_764_000_000_000 };

type Options = ConstructorParameters<typeof Bookmark>[1];

/** A context store that outlives the process, and answers when it is told to. */
function storeOf(stored: Map<string, unknown>, answer: (callback: () => void) => void = (now) => now()) {
  return {
    get: (key: string, callback: (error: unknown, value?: unknown) => void) =>
      answer(() => callback(undefined, stored.get(key))),
    set: (key: string, value: unknown, callback: (error?: unknown) => void) =>
      answer(() => {
        stored.set(key, value);
        callback();
      }),
  };
}

function bookmarkIn(context: ReturnType<typeof storeOf>, options: Partial<Options> = {}) {
  const node = { id: 'readings', context: () => context } as unknown as ConstructorParameters<
    typeof Bookmark
  >[0];
  return new Bookmark(node, { places: new Map(), server: SERVER, onError: () => {}, ...options });
}

it('a bookmark outlives a deploy that forgets the context', async () => {
  const places: Options['places'] = new Map();
  const before = bookmarkIn(storeOf(new Map()), { places });
  before.move(PLACE);
  await before.close(false);
  expect(await bookmarkIn(storeOf(new Map()), { places }).read()).toMatchObject(PLACE);
});

it('a bookmark outlives the process in a context store that does', async () => {
  const stored = new Map();
  const before = bookmarkIn(storeOf(stored));
  before.move(PLACE);
  await before.close(false);
  expect(await bookmarkIn(storeOf(stored)).read()).toMatchObject(PLACE);
});

it('a place in the feed of one server is none in that of another, and what is no place is passed over', async () => {
  const stored = new Map<string, unknown>();
  const context = storeOf(stored);
  const before = bookmarkIn(context);
  before.move(PLACE);
  await before.close(false);
  expect(await bookmarkIn(context, { server: 'http://127.0.0.1:9090/' }).read()).toBeUndefined();
  for (const key of stored.keys()) stored.set(key, { lastEventId: 42 });
  expect(await bookmarkIn(context).read()).toBeUndefined();
});

it('a node that is removed leaves nothing behind in memory', async () => {
  const places: Options['places'] = new Map();
  const bookmark = bookmarkIn(storeOf(new Map()), { places });
  bookmark.move(PLACE);
  await bookmark.close(true);
  expect(places).toEqual(new Map());
});

it('closing waits until a slow context store has the newest place', async () => {
  const waiting: (() => void)[] = [];
  const stored = new Map();
  const bookmark = bookmarkIn(storeOf(stored, (callback) => waiting.push(callback)));
  bookmark.move(PLACE);
  const newest = { ...PLACE, lastEventId: 'k3j9-44' };
  bookmark.move({ ...PLACE, lastEventId: 'k3j9-43' });
  bookmark.move(newest);
  let closed = false;
  const closing = bookmark.close(false).then(() => {
    closed = true;
  });
  expect(waiting).toHaveLength(1);
  waiting.shift()?.();
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  expect(closed).toBe(false);
  waiting.shift()?.();
  await closing;
  expect(await bookmarkIn(storeOf(stored)).read()).toMatchObject(newest);
});

it('a context store that fails is told of once, and the place is kept in memory', async () => {
  const onError = vi.fn();
  const bookmark = bookmarkIn(
    storeOf(new Map(), () => {
      throw new Error('disk full');
    }),
    { onError },
  );
  expect(await bookmark.read()).toBeUndefined();
  bookmark.move(PLACE);
  await bookmark.close(false);
  expect(await bookmark.read()).toMatchObject(PLACE);
  expect(onError).toHaveBeenCalledOnce();
});
