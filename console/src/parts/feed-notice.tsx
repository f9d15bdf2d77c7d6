import { NOTABLE_OFFSET_MS } from '../clock.ts';
import { useObserved } from '../observable.ts';
import type { PlantLive } from '../plant-live.ts';
import { useServices, useWording } from '../services.ts';
import { Notice } from './notice.tsx';

/** Says what stands between the page and the plant, and what to do; nothing while all is well. */
export function FeedNotice({ live }: { live: PlantLive }) {
  const { clock } = useServices();
  const { text, format } = useWording();
  const feed = useObserved(live.feed, (state) => state);
  const load = useObserved(live.state, (state) => state.load);
  const offsetMs = useObserved(clock.offset, (offset) => offset);
  const retry = () => live.retry();

  if (feed.kind === 'unreachable') {
    const title = text.unreachable(format.clock(feed.since));
    return <Notice severity="problem" title={title} advice={text.unreachableAdvice} onRetry={retry} />;
  }
  if (feed.kind === 'reconnecting') {
    const title = text.reconnecting(format.clock(feed.since));
    return <Notice severity="hint" title={title} advice={text.reconnectingAdvice} onRetry={retry} />;
  }
  if (load.status === 'failed') {
    return <Notice severity="problem" title={text.loadFailed} advice={text.loadFailedAdvice(load.detail)} />;
  }
  if (Math.abs(offsetMs) >= NOTABLE_OFFSET_MS) {
    const minutes = format.count(Math.round(Math.abs(offsetMs) / 60_000));
    return <Notice severity="hint" title={text.clockWrong(minutes)} advice="" />;
  }
  return null;
}
