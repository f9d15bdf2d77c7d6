import { isId } from './id.ts';

/** The channels of a device: what it publishes, and the one it listens to. */
export const CHANNELS = ['telemetry', 'status', 'event', 'command', 'command/reply'] as const;
export type Channel = (typeof CHANNELS)[number];

/** The channels a device may publish on. */
export const UPLINK_CHANNELS = ['telemetry', 'status', 'event', 'command/reply'] as const;
export type UplinkChannel = (typeof UPLINK_CHANNELS)[number];

export interface DeviceTopic {
  readonly plant: string;
  readonly device: string;
  readonly channel: Channel;
}

const PREFIX = 'banyu/v1/';

/** The topic of a device's channel: `banyu/v1/<plant>/<device>/<channel>`. */
export function buildTopic(plant: string, device: string, channel: Channel): string {
  return `${PREFIX}${plant}/${device}/${channel}`;
}

/** Takes a topic apart; undefined when it is none of the contract's. Exact: no wildcards, no empty levels. */
export function parseTopic(topic: string): DeviceTopic | undefined {
  if (!topic.startsWith(PREFIX)) return undefined;
  const [plant, device, ...rest] = topic.slice(PREFIX.length).split('/');
  const channel = rest.join('/');
  if (plant === undefined || device === undefined || !isId(plant) || !isId(device)) return undefined;
  return isChannel(channel) ? { plant, device, channel } : undefined;
}

/** Whether a device publishes on this channel (the others are the server's). */
export function isUplink(channel: Channel): channel is UplinkChannel {
  return channel !== 'command';
}

function isChannel(text: string): text is Channel {
  return (CHANNELS as readonly string[]).includes(text);
}
