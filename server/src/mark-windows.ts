import type { DeclaredWindow } from '@banyu/registry';
import type { DerivedWriter } from '@banyu/store';
import { windowMark } from './window-mark.ts';

export interface MarkWindowsOptions {
  /** The newest version of each window with a higher number, in order of their numbers; none after the last. */
  readonly windows: (after: number) => Promise<readonly DeclaredWindow[]>;
  readonly writer: Pick<DerivedWriter, 'markWindows'>;
}

/**
 * Gives a function that marks the windows that people declared, ended or cancelled since its last call; all of them the
 * first time. It throws what the writer throws: then the same are due again.
 */
export function markWindows({ windows, writer }: MarkWindowsOptions): () => Promise<void> {
  /** By window: which version is marked, and when that was cancelled. */
  const marked = new Map<number, string>();
  const stateOf = ({ version, endedAt }: DeclaredWindow) => `${version} ${endedAt}`;
  return async () => {
    for (let page = await windows(0); ; ) {
      const last = page.at(-1);
      if (last === undefined) return;
      const fresh = page.filter((each) => marked.get(each.id) !== stateOf(each));
      await writer.markWindows(fresh.map(windowMark));
      for (const each of fresh) marked.set(each.id, stateOf(each));
      page = await windows(last.id);
    }
  };
}
