import type { ApiReading } from '@banyu/contracts';
import { useMemo } from 'preact/hooks';
import { staleAfterMs } from '../freshness.ts';
import type { History } from '../history.ts';
import { useObserved } from '../observable.ts';
import { useServices } from '../services.ts';

/** Whether a reading must no longer look live; the part is rendered again only when that changes. */
export function useStale(reading: ApiReading, history: History | undefined): boolean {
  const { clock } = useServices();
  const staleAfter = useMemo(() => staleAfterMs(history?.curve), [history?.curve]);
  return useObserved(clock, (now) => now - reading.t > staleAfter);
}
