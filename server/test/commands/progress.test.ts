import { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { openProgress } from '../../src/commands/progress.ts';

/** Keeps what is written; what the bar asks of a terminal is there. */
function stream(isTTY: boolean) {
  let written = '';
  const writable = new Writable({
    write(chunk, _, done) {
      written += String(chunk);
      done();
    },
  });
  const terminal = Object.assign(writable, { isTTY, columns: 100, rows: 30 });
  return { stream: terminal as unknown as WriteStream, written: () => written };
}

describe('openProgress()', () => {
  it('draws a bar on a terminal, and takes it away', () => {
    const { stream: terminal, written } = stream(true);
    const progress = openProgress({ stream: terminal });
    progress.tell(0.5, 'half of it');
    progress.end();
    expect(written()).toContain('[###############...............]  50 %  half of it');
    expect(written().endsWith('\x1b[2K')).toBe(true);
  });

  it('tells it in lines elsewhere, when that is asked for', () => {
    const { stream: file, written } = stream(false);
    const progress = openProgress({ stream: file, lineEveryMs: 1_000 });
    progress.tell(1, 'all of it');
    progress.end();
    expect(written().split('\n').filter(Boolean).at(-1)).toMatch(/^\[#{30}\] 100 % {2}all of it/);
    expect(written()).not.toContain('\x1b');
  });

  it('says nothing where nobody asked for lines', () => {
    const { stream: file, written } = stream(false);
    const progress = openProgress({ stream: file });
    progress.tell(0.5, 'half of it');
    progress.end();
    expect(written()).toBe('');
  });
});
