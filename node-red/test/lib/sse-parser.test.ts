import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SseParser } from '../../lib/sse-parser.js';

const text = fc.string({ unit: fc.constantFrom('a', 'é', ' ', ':', '{', '1') });
const block = fc.record({ event: text, data: fc.array(text, { minLength: 1, maxLength: 3 }), id: text });

describe('SseParser', () => {
  it('gives the same events however the text is cut and lines are ended', () => {
    fc.assert(
      fc.property(
        fc.array(block, { maxLength: 5 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.nat(200), { maxLength: 8 }),
        (blocks, end, cuts) => {
          const lines = blocks.flatMap(({ event, data, id }) => [
            ...[`event: ${event}`, `id: ${id}`, ': alive'],
            ...data.map((line) => `data: ${line}`),
            '',
          ]);
          // A last line that nothing hangs on: whether a CR is half of a line end shows with what comes after it.
          const whole = [...lines, ':', ''].join(end);
          const parser = new SseParser(undefined);
          const places = [
            0,
            ...cuts.map((cut) => Math.min(cut, whole.length)).toSorted((a, b) => a - b),
            whole.length,
          ];
          const events = places.slice(1).flatMap((to, i) => parser.push(whole.slice(places[i], to)));
          expect(events).toEqual(
            blocks.map(({ event, data }) => ({
              event: event === '' ? 'message' : event,
              data: data.join('\n'),
            })),
          );
          expect(parser.lastEventId).toBe(blocks.at(-1)?.id);
        },
      ),
    );
  });

  it('moves on with an id that comes without data, and keeps it when later events have none', () => {
    const parser = new SseParser('a-1');
    expect(parser.push('retry: 2000\nid: b-7\n\ndata: 1\n\n')).toEqual([{ event: 'message', data: '1' }]);
    expect(parser.lastEventId).toBe('b-7');
    expect(parser.retryMs).toBe(2_000);
  });

  it('does not take an event that was cut off for received', () => {
    const parser = new SseParser('a-1');
    expect(parser.push('event: readings\nid: a-2\ndata: {"plant"')).toEqual([]);
    expect(parser.lastEventId).toBe('a-1');
  });

  it('gives up on an event without end', () => {
    const parser = new SseParser(undefined);
    const piece = `data: ${'x'.repeat(1_000_000)}\n`;
    expect(() => {
      for (let i = 0; i < 20; i++) parser.push(piece);
    }).toThrow('more than 16000000 characters');
  });
});
