import { type Delivery, isUplink, parseTopic } from '@banyu/contracts';

/**
 * A delivery from a message of an external broker. A topic that fits the subscription and still is none of the
 * contract's (say, a plant's id in capitals) keeps its levels, so that it ends among the rejects and not nowhere.
 * Undefined for a topic that was never subscribed to.
 */
export function deliveryOf(topic: string, payload: Uint8Array, receivedAt: number): Delivery | undefined {
  const parsed = parseTopic(topic);
  if (parsed !== undefined) {
    const { plant, device, channel } = parsed;
    return isUplink(channel) ? { plant, device, channel, payload, receivedAt } : undefined;
  }
  const [, , plant, device, ...rest] = topic.split('/', 6);
  const channel = parseTopic(`banyu/v1/a/a/${rest.join('/')}`)?.channel;
  if (plant === undefined || device === undefined || channel === undefined || !isUplink(channel))
    return undefined;
  return {
    plant: plant.slice(0, ID_LENGTH),
    device: device.slice(0, ID_LENGTH),
    channel,
    payload,
    receivedAt,
  };
}

/** Characters kept of a level that is no id. */
const ID_LENGTH = 128;
