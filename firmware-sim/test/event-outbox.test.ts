import { describe, expect, it } from 'vitest';
import { EventOutbox, type PublishEvent } from '../src/event-outbox.ts';

const event = (t: number) => ({ v: 1, kind: 'tamper', t }) as const;

function link() {
  const sent: { t: number; acknowledged: () => void }[] = [];
  const publish: PublishEvent = (payload, acknowledged) =>
    sent.push({ t: JSON.parse(payload).t, acknowledged });
  return { sent, publish };
}

describe('EventOutbox', () => {
  it('keeps events until there is a connection, and sends them in order', () => {
    const outbox = new EventOutbox();
    for (const t of [1, 2]) outbox.add(event(t));
    const { sent, publish } = link();
    outbox.opened(publish);
    outbox.add(event(3));
    expect(sent.map(({ t }) => t)).toEqual([1, 2, 3]);
  });

  it('sends again what was not acknowledged when the connection broke, and nothing else', () => {
    const outbox = new EventOutbox();
    const first = link();
    outbox.opened(first.publish);
    for (const t of [1, 2]) outbox.add(event(t));
    first.sent[0]?.acknowledged();
    outbox.closed();
    // Too late: the connection is gone.
    first.sent[1]?.acknowledged();
    const second = link();
    outbox.opened(second.publish);
    expect(second.sent.map(({ t }) => t)).toEqual([2]);
    second.sent[0]?.acknowledged();
    expect(outbox.waiting).toBe(0);
  });

  it('holds events without a time until there is one', () => {
    const outbox = new EventOutbox();
    const { sent, publish } = link();
    outbox.opened(publish);
    outbox.hold(5, { v: 1, kind: 'reboot' });
    expect(sent).toEqual([]);
    outbox.release((uptimeMs) => 100 + uptimeMs);
    outbox.release((uptimeMs) => 200 + uptimeMs);
    expect(sent.map(({ t }) => t)).toEqual([105]);
  });

  it('drops and counts the oldest beyond a hundred', () => {
    const outbox = new EventOutbox();
    for (let t = 1; t <= 103; t++) outbox.add(event(t));
    const { sent, publish } = link();
    outbox.opened(publish);
    expect(outbox.dropped).toBe(3);
    expect(sent.map(({ t }) => t)).toEqual(Array.from({ length: 100 }, (_, i) => i + 4));
  });
});
