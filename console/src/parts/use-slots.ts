import type { ApiGap, ApiSlots } from '@banyu/contracts';
import { useEffect, useState } from 'preact/hooks';
import { useServices } from '../services.ts';

/** The last 24 hours of every slot of a plant, and the gaps that are open. */
export interface SlotsShown {
  readonly slots: ApiSlots;
  readonly gaps: readonly ApiGap[];
}

/** A strip moves on by a pixel in some minutes: looking more often would show the same. */
const EVERY_MS = 120_000;

/** Fetched again while somebody looks; what was known stays when a fetch fails. */
export function useSlots(plant: string): SlotsShown | undefined {
  const { api } = useServices();
  const [shown, setShown] = useState<SlotsShown>();
  useEffect(() => {
    let ended = false;
    let loadedAt = Number.NEGATIVE_INFINITY;
    const load = async () => {
      if (document.hidden || performance.now() - loadedAt < EVERY_MS / 2) return;
      loadedAt = performance.now();
      const [slots, gaps] = await Promise.all([api.slots(plant), api.gaps(plant)]);
      if (ended || slots.status !== 'ok' || gaps.status !== 'ok') return;
      setShown({ slots: slots.value, gaps: gaps.value });
    };
    void load();
    const timer = setInterval(() => void load(), EVERY_MS);
    const onVisible = () => void load();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      ended = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [plant]);
  return shown;
}
