import type { Registry } from '@banyu/registry';
import { DEMO_PLANT } from './demo-plant.ts';

/** The intervals that the default windows are made for: one that is told is one of these. */
const SHORTEST_SECONDS = 5;
const LONGEST_SECONDS = 1_200;

/**
 * Tells quality control how often the demo's devices sample, as its windows are counted in readings; nothing when that
 * is what it was told last. `pastFrom`: they sampled so in a past that begins there, Unix ms, not in the present; of
 * that it is told once, before anything else.
 */
export async function setDemoInterval(
  { settings }: Pick<Registry, 'settings'>,
  seconds: number,
  pastFrom?: number,
): Promise<void> {
  const scope = { plant: DEMO_PLANT };
  const intervalSeconds = Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, seconds));
  const [last] = await settings.history(scope);
  if (last !== undefined && pastFrom !== undefined) return;
  if (last?.settings?.intervalSeconds === intervalSeconds) return;
  await settings.set(
    {
      scope,
      settings: { ...last?.settings, intervalSeconds },
      ...(pastFrom !== undefined && { validFrom: pastFrom, backdated: true }),
    },
    { by: 'banyu demo', why: `The simulated devices sample each ${seconds} s` },
  );
}
