import { setInterval } from 'node:timers/promises';
import { UnavailableError } from '@banyu/contracts';
import type { Fleet } from '@banyu/firmware-sim';
import { type HerdNews, HerdWatch } from './herd-watch.ts';
import { Snapshots } from './snapshot.ts';
import { summary, troublesIn, type View } from './view.ts';

export interface RunOptions {
  readonly view: View;
  /** Stops by itself after so long, ms. */
  readonly forMs?: number;
  /** Once all are connected, all connections are cut, and the network stays away for so long, ms. */
  readonly outageMs?: number;
  readonly signal: AbortSignal;
}

const LOOK_EVERY_MS = 100;
/** The fleet is at work for so long before the outage. */
const OUTAGE_AFTER_MS = 10_000;

/**
 * Shows how a fleet is doing until it is to stop, closes it, and sums up. Throws UnavailableError when no device was
 * ever connected.
 */
export async function runFleet(fleet: Fleet, { view, forMs, outageMs, signal }: RunOptions): Promise<void> {
  const now = (): number => performance.now();
  const startMs = now();
  const snapshots = new Snapshots(fleet, startMs);
  const herd = new HerdWatch(fleet.devices.length, startMs);
  let showAtMs = startMs + view.everyMs;
  let cutAtMs = Number.POSITIVE_INFINITY;
  let restoreAtMs = Number.POSITIVE_INFINITY;

  const look = (): void => {
    const news = herd.see(fleet.figures().online, now());
    if (news !== undefined) {
      view.note(wordsOf(news, fleet.devices.length), { ...news });
      if (news.news === 'all-connected' && outageMs !== undefined) cutAtMs = now() + OUTAGE_AFTER_MS;
    }
    if (now() >= cutAtMs) {
      cutAtMs = Number.POSITIVE_INFINITY;
      restoreAtMs = now() + (outageMs ?? 0);
      fleet.cutNetwork();
      view.note(`All connections are cut; the network is away for ${(outageMs ?? 0) / 1_000} s.`, {
        news: 'cut',
      });
    }
    if (now() >= restoreAtMs) {
      restoreAtMs = Number.POSITIVE_INFINITY;
      fleet.restoreNetwork();
      view.note('The network is back.', { news: 'network-back' });
    }
    if (now() < showAtMs) return;
    showAtMs += view.everyMs * Math.ceil((now() - showAtMs + 1) / view.everyMs);
    view.show(snapshots.take(now()));
  };

  try {
    for await (const _ of setInterval(LOOK_EVERY_MS, undefined, { signal })) {
      look();
      if (forMs !== undefined && now() - startMs >= forMs) break;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  view.note('Stopping: the devices say goodbye (Ctrl-C again to leave at once) …', { news: 'stopping' });
  await fleet.close();
  const whole = snapshots.whole(now());
  view.note(summary(whole), { news: 'summary', ...whole });
  const troubles = troublesIn(whole);
  if (fleet.figures().connects === 0 && troubles !== '') {
    throw new UnavailableError(`No device could connect. What the attempts ended with: ${troubles}.`);
  }
}

function wordsOf({ news, seconds, fewest }: HerdNews, devices: number): string {
  const all = devices.toLocaleString('en');
  if (news === 'all-connected') return `All ${all} devices are connected, after ${seconds.toFixed(1)} s.`;
  return `All ${all} devices are back, ${seconds.toFixed(1)} s after the first was lost (${fewest.toLocaleString('en')} were connected at the worst).`;
}
