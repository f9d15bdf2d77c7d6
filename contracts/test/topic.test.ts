import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildTopic, CHANNELS, isUplink, parseTopic, UPLINK_CHANNELS } from '../src/index.ts';

const id = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,47}$/);
const channel = fc.constantFrom(...CHANNELS);

describe('buildTopic() and parseTopic()', () => {
  test('write the topics of the contract', () => {
    expect(buildTopic('ipal-banyurip', 'logger-1', 'command/reply')).toBe(
      'banyu/v1/ipal-banyurip/logger-1/command/reply',
    );
  });

  test('undo each other', () => {
    fc.assert(
      fc.property(id, id, channel, (plant, device, name) => {
        expect(parseTopic(buildTopic(plant, device, name))).toEqual({ plant, device, channel: name });
      }),
    );
  });

  test('know no second spelling of a topic, whatever is changed in it', () => {
    const character = fc.constantFrom('/', '+', '#', '$', '\0', ' ', 'A', 'a', '-', '', '//', 'é');
    fc.assert(
      fc.property(id, id, channel, fc.nat(), fc.nat(3), character, (plant, device, name, at, cut, put) => {
        const topic = buildTopic(plant, device, name);
        const index = at % (topic.length + 1);
        const changed = topic.slice(0, index) + put + topic.slice(index + cut);
        const parsed = parseTopic(changed);
        if (parsed) expect(buildTopic(parsed.plant, parsed.device, parsed.channel)).toBe(changed);
      }),
    );
  });
});

test.each([
  '',
  'banyu/v1/',
  'banyu/v1/p/d',
  'banyu/v1/p/d/',
  'banyu/v1/p/d/telemetry/',
  'banyu/v1/p/d/telemetry/x',
  'banyu/v1/p/d/Telemetry',
  'banyu/v1/p/d/command/reply/x',
  'banyu/v1/p/d/reply',
  'banyu/v1/p//telemetry',
  'banyu/v1//d/telemetry',
  'banyu/v1/+/d/telemetry',
  'banyu/v1/p/#',
  'banyu/v1/p/d/+',
  'banyu/v2/p/d/telemetry',
  '/banyu/v1/p/d/telemetry',
  'Banyu/v1/p/d/telemetry',
  '$share/g/banyu/v1/p/d/telemetry',
  '$SYS/broker/uptime',
  'banyu/v1/p/d/telemetry\0',
  'banyu/v1/p/d/telemetry\n',
  'banyu/v1/P/d/telemetry',
  'banyu/v1/p/d /telemetry',
  'banyu/v1/p/d/toString',
  `banyu/v1/${'p'.repeat(49)}/d/telemetry`,
])('parseTopic() knows nothing of %j', (topic) => {
  expect(parseTopic(topic)).toBeUndefined();
});

test('a device publishes on every channel but its commands', () => {
  expect(CHANNELS.filter(isUplink)).toEqual(UPLINK_CHANNELS);
  expect(CHANNELS.filter((name) => !isUplink(name))).toEqual(['command']);
});
