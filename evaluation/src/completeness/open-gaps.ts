import type { SlotCause } from '@banyu/contracts';
import type { SlotSources } from '../ports.ts';
import type { DevicePlan, SlotPlan } from './plan.ts';
import { withoutPatience } from './schedule.ts';
import { slotSpans } from './slot-spans.ts';
import type { SlotSpan } from './spans.ts';

/** Parameters of a device of which nothing good has come since the same slot, for the same cause as far as is known. */
export interface OpenGap {
  readonly device: string;
  readonly point: string;
  readonly parameters: readonly string[];
  /** Its first slot, Unix ms; where `isOlder`, the gap began before. */
  readonly since: number;
  readonly isOlder: boolean;
  readonly cause: SlotCause;
  readonly slots: number;
}

/** Most gaps are young: so far is looked back at once, and so far for the devices whose gap began before. */
const LOOK_BACK_MS = 6 * 3_600_000;
const LONG_LOOK_BACK_MS = 7 * 86_400_000;

/**
 * The gaps that are open now: of each series, the slots up to now that lack a value. A slot counts here after three
 * intervals of silence, however late its reading may come by the schedule: so that there is time to act.
 */
export async function openGaps(plan: SlotPlan, sources: SlotSources): Promise<readonly OpenGap[]> {
  const impatient = plan.devices.map(
    (device): DevicePlan => ({ ...device, versions: device.versions.map(withoutPatience) }),
  );
  const young = await gapsSince({ ...plan, devices: impatient }, plan.server.now - LOOK_BACK_MS, sources);
  const older = new Set(young.filter(({ isOlder }) => isOlder).map(({ device }) => device));
  if (older.size === 0) return young;
  const silent = { ...plan, devices: impatient.filter(({ device }) => older.has(device)) };
  return [
    ...young.filter(({ device }) => !older.has(device)),
    ...(await gapsSince(silent, plan.server.now - LONG_LOOK_BACK_MS, sources)),
  ].sort((a, b) => a.since - b.since);
}

async function gapsSince(plan: SlotPlan, from: number, sources: SlotSources): Promise<readonly OpenGap[]> {
  const gaps = new Map<string, OpenGap>();
  const range = { from, to: plan.server.now };
  for (const { device, point, parameter, spans } of await slotSpans(plan, range, sources)) {
    const open = trailingGap(spans);
    const [first] = open;
    const last = open.at(-1);
    if (first === undefined || last === undefined) continue;
    const name = `${device}/${first.from}/${last.cause}`;
    const before = gaps.get(name);
    gaps.set(name, {
      device,
      point,
      parameters: [...(before?.parameters ?? []), parameter],
      since: first.from,
      isOlder: first === spans[0] && hasSlotBefore(plan, device, first.from),
      cause: last.cause,
      slots: open.reduce((sum, { slots }) => sum + slots, 0),
    });
  }
  return [...gaps.values()].sort((a, b) => a.since - b.since);
}

/** The missing and rejected slots before what is pending, up to where something was received. */
function trailingGap(spans: readonly SlotSpan[]): readonly SlotSpan[] {
  const end = spans.findLastIndex(({ status }) => status !== 'pending') + 1;
  const begin =
    spans.slice(0, end).findLastIndex(({ status }) => !['missing', 'rejected'].includes(status)) + 1;
  return spans.slice(begin, end);
}

function hasSlotBefore({ devices }: SlotPlan, device: string, t: number): boolean {
  const versions = devices.find((each) => each.device === device)?.versions ?? [];
  return versions.some(({ from, parameters }) => from < t && parameters.length > 0);
}
