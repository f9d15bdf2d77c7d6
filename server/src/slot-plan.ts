import { NotFoundError, PARAMETER_IDS, type ParameterId, type Scope } from '@banyu/contracts';
import type { DevicePlan, ExcludedSpan, SlotPlan } from '@banyu/evaluation';
import type { Correction, DeclaredWindow, Registry } from '@banyu/registry';
import type { OperationLog } from './operation-log.ts';

/** Days around the range that a plan knows of: slots are judged by whole UTC days, and a power loss may be a week old. */
const AROUND_MS = 9 * 86_400_000;

/** The registry gives no more windows at a time: of more, a range is asked for in halves. */
const WINDOWS_AT_ONCE = 1_000;
const SHORTEST_PIECE_MS = 60_000;
const CORRECTIONS_PAGE = 1_000;

/** What stands still in a pipe without flow is still its amount: a shutdown leaves only concentrations out. */
const AMOUNTS: ReadonlySet<string> = new Set<ParameterId>(['flow', 'volume', 'level']);

export interface PlanQuery {
  readonly plant: string;
  readonly from: number;
  readonly to: number;
  readonly point?: string;
  readonly device?: string;
}

export interface PlanParts {
  readonly registry: Pick<Registry, 'devices' | 'schedules' | 'windows' | 'corrections'>;
  readonly operation: Pick<OperationLog, 'serving' | 'connected'>;
  readonly clock: () => number;
}

/** All that is known of the slots of a plant's devices but what is with the readings. Throws NotFoundError. */
export async function slotPlanOf(
  query: PlanQuery,
  { registry, operation, clock }: PlanParts,
): Promise<SlotPlan> {
  const { plant, point, device } = query;
  const around = { from: query.from - AROUND_MS, to: query.to + AROUND_MS };
  const devices = await deviceServices(registry, plant, around);
  // Else a device that was mistyped has nothing to complain of.
  if (device !== undefined && devices.every((each) => each.device !== device))
    throw new NotFoundError(`Plant "${plant}" has no device "${device}"`);
  const now = clock();
  return {
    plant,
    devices: devices
      .filter((each) => (point ?? each.point) === each.point && (device ?? each.device) === each.device)
      .map(
        ({ corrected: _, ...each }): DevicePlan => ({
          ...each,
          connected: operation.connected(each.device, around),
        }),
      ),
    server: {
      now,
      storedThrough: now,
      serving: operation.serving(around) ?? { since: now, spans: [] },
    },
  };
}

/** A device of a plant: what is expected of it, when its readings count nowhere, and when people corrected them. */
export interface DeviceServices extends Omit<DevicePlan, 'connected'> {
  readonly corrected: readonly Pick<Correction, 'from' | 'to' | 'parameter'>[];
}

/** The devices of a plant with what the registry says of them in a range of time. */
export async function deviceServices(
  registry: PlanParts['registry'],
  plant: string,
  range: { readonly from: number; readonly to: number },
): Promise<readonly DeviceServices[]> {
  const [devices, schedules, windows, corrections] = await Promise.all([
    registry.devices.list({ plant }),
    registry.schedules.list({ plant }),
    windowsOf(registry, plant, range),
    correctionsOf(registry, plant, range),
  ]);
  const versions = Map.groupBy(schedules, (each) => each.device);
  return devices.map((each) => {
    const own = corrections.filter((correction) => speaksOf(correction, each));
    const isExclusion = ({ what }: Correction): boolean => what.kind === 'exclusion';
    return {
      device: each.id,
      point: each.point,
      versions: versions.get(each.id)?.map(({ schedule }) => schedule) ?? [],
      excluded: [
        ...windows.filter(({ window }) => speaksOf(window, each)).flatMap(spansOfWindow),
        ...own.filter(isExclusion).map(spanOfExclusion),
      ],
      corrected: own.filter((correction) => !isExclusion(correction)),
    };
  });
}

function speaksOf(scope: Scope, device: { readonly id: string; readonly point: string }): boolean {
  return (scope.device ?? device.id) === device.id && (scope.point ?? device.point) === device.point;
}

function spansOfWindow({ window }: DeclaredWindow): ExcludedSpan[] {
  const { kind, from, to, parameter } = window;
  const span = { from, to: to ?? Number.POSITIVE_INFINITY };
  if (kind !== 'shutdown') return [{ ...span, parameter: parameter ?? null, cause: 'maintenance' }];
  const parameters = parameter === undefined ? PARAMETER_IDS : [parameter];
  return parameters
    .filter((each) => !AMOUNTS.has(each))
    .map((each) => ({ ...span, parameter: each, cause: 'shutdown' }));
}

function spanOfExclusion({ from, to, parameter }: Correction): ExcludedSpan {
  return { from, to, parameter, cause: 'exclusion' };
}

async function windowsOf(
  { windows }: Pick<Registry, 'windows'>,
  plant: string,
  range: { readonly from: number; readonly to: number },
): Promise<DeclaredWindow[]> {
  const from = Math.max(0, range.from);
  const lengthMs = range.to - from;
  const found = await windows.list({ plant, from, to: range.to, limit: WINDOWS_AT_ONCE });
  if (found.length < WINDOWS_AT_ONCE || lengthMs <= SHORTEST_PIECE_MS) return [...found];
  const middle = from + Math.floor(lengthMs / 2);
  const halves = [
    ...(await windowsOf({ windows }, plant, { from, to: middle })),
    ...(await windowsOf({ windows }, plant, { from: middle, to: range.to })),
  ];
  return [...new Map(halves.map((each) => [each.id, each])).values()];
}

async function correctionsOf(
  { corrections }: PlanParts['registry'],
  plant: string,
  range: { readonly from: number; readonly to: number },
): Promise<Correction[]> {
  const found: Correction[] = [];
  for (let before: number | undefined; ; ) {
    const page = await corrections.list({
      plant,
      ...range,
      limit: CORRECTIONS_PAGE,
      ...(before !== undefined && { before }),
    });
    found.push(...page);
    before = page.at(-1)?.id;
    if (page.length < CORRECTIONS_PAGE || before === undefined) return found;
  }
}
