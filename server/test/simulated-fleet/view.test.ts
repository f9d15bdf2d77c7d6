import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/simulated-fleet/snapshot.ts';
import { jsonView, lineView, summary, terminalView } from '../../src/simulated-fleet/view.ts';

const SNAPSHOT: Snapshot = {
  seconds: 134.2,
  devices: 10_000,
  connected: 9_876,
  sentPerSecond: 998.4,
  acknowledgedPerSecond: 997.1,
  sent: 123_460,
  acknowledged: 123_456,
  pubackP50Ms: 4.12,
  pubackP99Ms: 23.4,
  backlogSamples: 1_234,
  droppedSamples: 0,
  reconnects: 12,
  lost: 34,
  refused: 0,
  unreachable: 5,
  troubles: { 'connect ECONNREFUSED': 5 },
  memoryMb: 512.3,
};

function written(show: (out: Writable) => void): string {
  let text = '';
  const out = new Writable({
    write: (chunk, _encoding, done) => {
      text += String(chunk);
      done();
    },
  });
  show(out);
  return text;
}

describe('the live figures', () => {
  it('are one line for a log', () => {
    expect(written((out) => lineView(out).show(SNAPSHOT))).toBe(
      '2 min 14 s  connected 9876/10000  messages 998/s  acknowledged 997/s  PUBACK p50 4.1 ms, p99 23.4 ms  ' +
        'backlog 1234  reconnects 12  refused 0  memory 512 MB  trouble: connect ECONNREFUSED (5)\n',
    );
  });

  it('are a JSON object a line for programs, and so are notes', () => {
    const text = written((out) => {
      const view = jsonView(out);
      view.show(SNAPSHOT);
      view.note('All are back.', { news: 'all-back', seconds: 5 });
    });
    const [snapshot, note] = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(snapshot).toEqual(SNAPSHOT);
    expect(note).toEqual({ note: 'All are back.', news: 'all-back', seconds: 5 });
  });

  it('are a block on a terminal that is drawn over itself, no wider than that, with notes above it', () => {
    const text = written((out) => {
      const view = terminalView(Object.assign(out, { columns: 40 }));
      view.show(SNAPSHOT);
      view.note('All are back.', {});
      view.show(SNAPSHOT);
      view.show(SNAPSHOT);
    });
    const [first = '', second = '', third = ''] = text.split('  connected').slice(1);
    const lines = first.split('\u001b')[0]?.trimEnd().split('\n') ?? [];
    expect(lines.every((line) => line.length < 40)).toBe(true);
    expect(first).toContain(`\u001b[${lines.length}A`);
    expect(first).toMatch(/All are back\.\n {0,2}$/);
    expect(second).toContain(`\u001b[${lines.length}A`);
    expect(third).not.toContain('\u001b');
  });

  it('say what is left at the end', () => {
    expect(summary(SNAPSHOT)).toContain('1,234 samples are not acknowledged yet');
    expect(summary({ ...SNAPSHOT, backlogSamples: 0 })).toContain('Nothing is left to send.');
    expect(summary({ ...SNAPSHOT, pubackP50Ms: null })).toContain('PUBACK none yet');
  });
});
