import { useObserved } from '../observable.ts';
import { useServices, useWording } from '../services.ts';
import { StaleIcon } from './icon.tsx';

/** How old a reading is, counting on; an old one says so by colour, symbol and word. */
export function Age({ t, stale }: { t: number; stale: boolean }) {
  const { clock } = useServices();
  const { text, format } = useWording();
  const age = useObserved(clock, (now) => format.age(now - t));
  return (
    <span class={stale ? 'age stale' : 'age'}>
      {stale && (
        <>
          <StaleIcon />
          <strong>{text.stale}</strong>
        </>
      )}
      <time dateTime={new Date(t).toISOString()} title={format.dateTime(t)}>
        {age}
      </time>
    </span>
  );
}
