import type { DeviceStatus } from '@banyu/contracts';

/** What is learnt of one device from its messages: counts to be added, and the newest of what replaces the old. */
export interface DeviceNews {
  readonly plant: string;
  readonly device: string;
  messages: number;
  /** Messages whose number had come before. */
  repeated: number;
  /** When the newest message of its own came (a status may be its last will), Unix ms. */
  lastMessageAt: number | undefined;
  status: DeviceStatus | undefined;
  statusAt: number | undefined;
}

/** The news of many devices. */
export class DeviceNewsBook {
  readonly #news = new Map<string, DeviceNews>();

  of(plant: string, device: string): DeviceNews {
    const known = this.#news.get(device);
    if (known?.plant === plant) return known;
    const news: DeviceNews = {
      plant,
      device,
      messages: known?.messages ?? 0,
      repeated: known?.repeated ?? 0,
      lastMessageAt: undefined,
      status: undefined,
      statusAt: undefined,
    };
    this.#news.set(device, news);
    return news;
  }

  /** The devices that there are news of. */
  names(): Iterable<string> {
    return this.#news.keys();
  }

  all(): Iterable<DeviceNews> {
    return this.#news.values();
  }

  /** Takes over what another has learnt. */
  absorb(other: DeviceNewsBook): void {
    for (const { plant, device, messages, repeated, lastMessageAt, status, statusAt } of other.all()) {
      const news = this.of(plant, device);
      news.messages += messages;
      news.repeated += repeated;
      if (lastMessageAt !== undefined) heardAt(news, lastMessageAt);
      if (status !== undefined && statusAt !== undefined) statusIs(news, status, statusAt);
    }
  }
}

/** Notes that the device spoke. */
export function heardAt(news: DeviceNews, at: number): void {
  news.lastMessageAt = Math.max(news.lastMessageAt ?? at, at);
}

/** Notes a status; an older one does not replace a newer one. */
export function statusIs(news: DeviceNews, status: DeviceStatus, at: number): void {
  if (news.statusAt !== undefined && news.statusAt > at) return;
  news.status = status;
  news.statusAt = at;
}
