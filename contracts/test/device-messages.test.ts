import { describe, expect, test } from 'vitest';
import { DeviceEvent, DeviceStatus, EVENT_KINDS } from '../src/index.ts';

describe('DeviceStatus', () => {
  test('takes what a will can say, and what a device can', () => {
    expect(DeviceStatus.safeParse({ v: 1, state: 'offline' }).success).toBe(true);
    const status = {
      v: 1,
      state: 'online',
      t: 1_764_000_000_000,
      firmware: '1.4.0',
      backlog: 12,
      dropped: 0,
    };
    expect(DeviceStatus.parse(status)).toEqual(status);
  });

  test.each([
    ['another state', { v: 1, state: 'asleep' }],
    ['another version', { v: 2, state: 'online' }],
    ['a negative backlog', { v: 1, state: 'online', backlog: -1 }],
    ['a firmware name of 65 characters', { v: 1, state: 'online', firmware: 'x'.repeat(65) }],
  ])('refuses %s', (_, input) => {
    expect(DeviceStatus.safeParse(input).success).toBe(false);
  });
});

describe('DeviceEvent', () => {
  test.each(EVENT_KINDS)('takes %s', (kind) => {
    expect(DeviceEvent.safeParse({ v: 1, t: 0, kind }).success).toBe(true);
  });

  test.each([
    ['another kind', { v: 1, t: 0, kind: 'coffee' }],
    ['no time', { v: 1, kind: 'reboot' }],
    ['a note of 501 characters', { v: 1, t: 0, kind: 'reboot', note: 'x'.repeat(501) }],
    ['a parameter name of 49 characters', { v: 1, t: 0, kind: 'reboot', parameter: 'x'.repeat(49) }],
  ])('refuses %s', (_, input) => {
    expect(DeviceEvent.safeParse(input).success).toBe(false);
  });
});
