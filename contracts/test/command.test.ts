import { describe, expect, test } from 'vitest';
import { CommandReply, DeviceCommand, NewDeviceCommand } from '../src/index.ts';

const envelope = { v: 1, id: 'c-1', validUntil: 1_764_000_000_000 };

describe('DeviceCommand', () => {
  test.each([
    [{ command: 'set-interval', intervalSeconds: 120 }],
    [{ command: 'calibrate', parameter: 'ph', minutes: 30 }],
    [{ command: 'reboot' }],
    [{ command: 'report-configuration' }],
  ])('takes %j', (command) => {
    expect(DeviceCommand.parse({ ...envelope, ...command })).toEqual({ ...envelope, ...command });
  });

  test('lets a calibration take a quarter of an hour when nothing is said', () => {
    expect(DeviceCommand.parse({ ...envelope, command: 'calibrate', parameter: 'ph' })).toMatchObject({
      minutes: 15,
    });
  });

  test.each([
    ['another version', { v: 2, command: 'reboot' }],
    ['no id', { id: undefined, command: 'reboot' }],
    ['an id with a slash', { id: 'a/b', command: 'reboot' }],
    ['no end of validity', { validUntil: undefined, command: 'reboot' }],
    ['another command', { command: 'dance' }],
    ['an interval of half a second', { command: 'set-interval', intervalSeconds: 0.5 }],
    ['an interval above 15 minutes', { command: 'set-interval', intervalSeconds: 901 }],
    ['a calibration of nothing', { command: 'calibrate' }],
  ])('refuses %s', (_, change) => {
    expect(DeviceCommand.safeParse({ ...envelope, ...change }).success).toBe(false);
  });
});

describe('NewDeviceCommand', () => {
  const request = { command: 'set-interval', intervalSeconds: 60, by: 'Sari' };

  test('takes an action with who asks for it, why, and until when', () => {
    expect(NewDeviceCommand.parse(request)).toEqual(request);
    const full = { ...request, why: 'too many messages', validUntil: 1_764_000_000_000 };
    expect(NewDeviceCommand.parse({ ...full, by: ' Sari ' })).toEqual(full);
  });

  test.each([
    ['nobody who asks', { by: undefined }],
    ['an empty name', { by: '  ' }],
    ['a name of two lines', { by: 'Sari\nBudi' }],
    ['an id: the server gives it', { id: 'c-1' }],
    ['an unknown key', { intervalMinutes: 1 }],
    ['another command', { command: 'dance' }],
  ])('refuses %s', (_, change) => {
    expect(NewDeviceCommand.safeParse({ ...request, ...change }).success).toBe(false);
  });
});

describe('CommandReply', () => {
  const reply = { v: 1, id: 'c-1', t: 1_764_000_000_000, outcome: 'done' };

  test('takes an outcome alone, with its reason, or with the configuration', () => {
    const configuration = {
      firmware: '1.4.0',
      boot: '3-x',
      parameters: ['ph'],
      intervalSeconds: 120,
      scanSeconds: 5,
      clock: 'trusted',
      power: 'normal',
    };
    expect(CommandReply.safeParse({ ...reply, t: undefined }).success).toBe(true);
    for (const more of [{}, { outcome: 'refused', detail: 'busy' }, { configuration }]) {
      expect(CommandReply.parse({ ...reply, ...more })).toEqual({ ...reply, ...more });
    }
  });

  test.each([
    ['another outcome', { outcome: 'maybe' }],
    ['a reason of 501 characters', { detail: 'x'.repeat(501) }],
    ['a time before 1970', { t: -1 }],
  ])('refuses %s', (_, change) => {
    expect(CommandReply.safeParse({ ...reply, ...change }).success).toBe(false);
  });
});
