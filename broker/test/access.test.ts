import { buildTopic, CHANNELS, UPLINK_CHANNELS } from '@banyu/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DeviceAccess, isFilter, matchesFilter } from '../src/access.ts';

const access = new DeviceAccess({ plant: 'ipal-a', device: 'd1' });
const FOREIGN = [
  'banyu/v1/ipal-a/d2/telemetry',
  'banyu/v1/ipal-b/d1/telemetry',
  'banyu/v1/ipal-a/d1/telemetry/',
  '/banyu/v1/ipal-a/d1/telemetry',
  'banyu/v1/ipal-a/d1',
  'banyu/v1/ipal-a/d1/#',
  'banyu/v1/+/d1/command',
  'banyu/v2/ipal-a/d1/telemetry',
  'BANYU/v1/ipal-a/d1/telemetry',
  '$SYS/x/new/clients',
  '$share/g/banyu/v1/ipal-a/d1/command',
  '$queue/banyu/v1/ipal-a/d1/command',
  '#',
  '+',
  '',
  '__proto__',
  'constructor',
];

describe('DeviceAccess', () => {
  test('lets a device publish on its own uplink channels', () => {
    const allowed = CHANNELS.filter(
      (channel) => access.uplinkChannel(buildTopic('ipal-a', 'd1', channel)) === channel,
    );
    expect(allowed).toEqual(UPLINK_CHANNELS);
  });

  test('lets a device subscribe to its own command, and to nothing else of its own', () => {
    const allowed = CHANNELS.filter((channel) => access.maySubscribe(buildTopic('ipal-a', 'd1', channel)));
    expect(allowed).toEqual(['command']);
    expect(CHANNELS.filter((channel) => access.mayReceive(buildTopic('ipal-a', 'd1', channel)))).toEqual([
      'command',
    ]);
  });

  test.each(FOREIGN)('refuses "%s" for publishing, subscribing and hearing', (topic) => {
    expect(access.uplinkChannel(topic)).toBeUndefined();
    expect(access.maySubscribe(topic)).toBe(false);
    expect(access.mayReceive(topic)).toBe(false);
  });
});

describe('isFilter()', () => {
  test.each(['a', 'a/b', '#', '+', 'a/#', 'a/+/b', '+/+', '/', 'a//b', '+/#'])('accepts "%s"', (filter) => {
    expect(isFilter(filter)).toBe(true);
  });

  test.each(['a#', '+a', 'a+', 'a/#/b', '#/a', 'a/b#', '##', '++'])('refuses "%s"', (filter) => {
    expect(isFilter(filter)).toBe(false);
  });

  test('accepts whatever has no wildcard', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(isFilter(text.replaceAll(/[+#]/g, ''))).toBe(true);
      }),
    );
  });
});

test.each([
  ['$SYS/#', '$SYS/broker/uptime', true],
  ['$SYS/broker/#', '$SYS/broker', true],
  ['$SYS/broker/+', '$SYS/broker/uptime', true],
  ['$SYS/+/uptime', '$SYS/broker/uptime', true],
  ['$SYS/broker/+', '$SYS/broker', false],
  ['$SYS/broker/+', '$SYS/broker/clients/total', false],
  ['$SYS/broker/uptime', '$SYS/broker/uptime/x', false],
  ['$SYS/broker/up', '$SYS/broker/uptime', false],
])('the filter "%s" and the topic "%s" match: %s', (filter, topic, matches) => {
  expect(matchesFilter(filter, topic)).toBe(matches);
});
