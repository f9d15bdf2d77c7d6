import { describe, expect, it } from 'vitest';
import { questionFrom, rangeOf } from '../../lib/question.js';

const SETTINGS = { ask: 'series', plant: 'ipal', point: '', parameter: 'ph', span: '24h', bucket: 'auto' };

describe('questionFrom()', () => {
  it('lets the message go before the settings', () => {
    expect(questionFrom(SETTINGS, { parameter: 'cod', bucket: '1d' })).toEqual({
      ...{ ask: 'series', plant: 'ipal', parameter: 'cod', span: '24h', bucket: '1d' },
    });
  });

  it('lets a range in the message stand for the span of the settings', () => {
    const question = questionFrom(SETTINGS, { from: '2026-11-01', to: new Date(0) });
    expect(question).toMatchObject({ from: '2026-11-01', to: 0 });
    expect(question.span).toBeUndefined();
  });

  it.each([
    [{ plant: '' }, 'enter a plant'],
    [{ parameter: '' }, 'a series is of one parameter'],
    [{ ask: 'all' }, 'must be one of latest, readings, series'],
    [{ limit: 10_001 }, 'at most 10000 readings'],
    [{ points: 'many' }, 'must be a whole number'],
    [{ point: 7 }, 'point must be a text'],
    ['ipal', 'msg.query must be an object'],
  ])('says what to change in %j', (asked, message) => {
    expect(() => questionFrom(SETTINGS, asked)).toThrow(message);
  });
});

describe('rangeOf()', () => {
  const place = async () => 'Asia/Jakarta';

  it('counts back from now', async () => {
    expect(await rangeOf('30m', place, 3_600_000)).toEqual({ from: 1_800_000, to: 3_600_000 });
  });

  it('takes days from the plant’s clock', async () => {
    const now = Date.UTC(2026, 2, 1, 18);
    expect(await rangeOf('today', place, now)).toEqual({ from: '2026-03-02', to: now });
    expect(await rangeOf('yesterday', place, now)).toEqual({ from: '2026-03-01', to: '2026-03-02' });
  });

  it.each(['', '0h', '24', '1w', 'tomorrow'])('refuses "%s"', async (span) => {
    await expect(rangeOf(span, place, 0)).rejects.toThrow('the time span must be like 30m');
  });
});
