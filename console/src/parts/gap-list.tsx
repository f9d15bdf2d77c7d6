import type { ApiDevice, ApiGap } from '@banyu/contracts';
import { useParameterLabel, useWording } from '../services.ts';
import { ConnectionIcon } from './icon.tsx';

/** The oldest ones; a plant whose server was away has one of each device. */
const LISTED = 8;

/** What is silent now against its schedule, since when, and why as far as is known. */
export function GapList({ gaps, devices }: { gaps: readonly ApiGap[]; devices: readonly ApiDevice[] }) {
  const { text, format } = useWording();
  if (gaps.length === 0) return null;
  const rest = gaps.length - LISTED;
  return (
    <ul class="gaps">
      {gaps.slice(0, LISTED).map((gap) => (
        <GapItem
          key={`${gap.device}/${gap.parameters[0]}`}
          gap={gap}
          where={devices.find(({ id }) => id === gap.device)?.name ?? gap.device}
        />
      ))}
      {rest > 0 && <li class="more">{text.more(format.count(rest))}</li>}
    </ul>
  );
}

function GapItem({ gap, where }: { gap: ApiGap; where: string }) {
  const { text, format } = useWording();
  const labelOf = useParameterLabel();
  const names = gap.parameters.map((parameter) => labelOf(parameter).name).join(', ');
  const since = gap.isOlder
    ? text.gapOlder
    : text.gapSince(`${format.day(gap.since)}, ${format.time(gap.since)}`);
  return (
    <li class="concern device-silent">
      <span>
        <ConnectionIcon online={false} />
        <span>
          <strong>{where}</strong> {names}: {since} – {text.slotCause[gap.cause]}
        </span>
      </span>
    </li>
  );
}
