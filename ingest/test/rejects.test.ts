import { describe, expect, it } from 'vitest';
import { cutText, Rejects, showValue } from '../src/rejects.ts';
import { NOW, PLANT } from './support/messages.ts';

const reject = (payload: string) => ({
  ...{ receivedAt: NOW, plant: PLANT, device: 'd', scope: 'value' as const, reason: 'conflict' as const },
  ...{ detail: '', parameter: null, t: null, payload },
});

describe('Rejects', () => {
  it('keeps 4 KiB of what was sent', () => {
    const rejects = new Rejects();
    rejects.add(reject('x'.repeat(5_000)));
    expect(rejects.kept[0]?.payload).toHaveLength(4_096);
  });

  it('keeps a hundred of one message and counts them all', () => {
    const rejects = new Rejects();
    for (let i = 0; i < 250; i += 1) rejects.add(reject('x'));
    rejects.beginMessage();
    rejects.add(reject('y'));
    expect(rejects.kept).toHaveLength(101);
    expect(rejects.counts()).toEqual([{ plant: PLANT, device: 'd', reason: 'conflict', count: 251 }]);
  });
});

describe('cutText()', () => {
  it('cuts by bytes of UTF-8 and never within a character', () => {
    expect(cutText('aé€😀', 3)).toBe('aé');
    expect(cutText('aé€😀', 9)).toBe('aé€');
    expect(cutText('aé€😀', 10)).toBe('aé€😀');
  });
});

describe('showValue()', () => {
  it('shows numbers that JSON has no word for', () => {
    expect([Number.POSITIVE_INFINITY, Number.NaN, 7.5, 'x', null, undefined].map(showValue)).toEqual([
      'Infinity',
      'NaN',
      '7.5',
      '"x"',
      'null',
      'undefined',
    ]);
  });
});
