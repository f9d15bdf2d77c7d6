import { CORRECTION_CAUSES, type CorrectionState, FLAG, type Flag } from '@banyu/contracts';
import type { Correction } from './corrections.ts';
import { estimateGaps } from './estimate.ts';

/** A reading as it was received. */
export interface RawPoint {
  /** Unix ms. */
  readonly t: number;
  /** Canonical unit; null where the sensor gave no value. */
  readonly value: number | null;
  readonly flag: Flag;
}

/** A reading as the layers leave it, with what was done to it. */
export interface CorrectedPoint {
  readonly t: number;
  /** As it was received; null also where nothing was. */
  readonly raw: number | null;
  /** Whether something was received at all. An estimate is never counted as that. */
  readonly received: boolean;
  /** What stands for it now. */
  readonly value: number | null;
  /** The reading's own flag, 4 when it is excluded, 9 when nothing was received. An estimate has no 1. */
  readonly flag: Flag;
  readonly state: 'raw' | CorrectionState;
  /** Ids of the layers that made it what it is, in the order they were applied. */
  readonly layers: readonly number[];
}

/**
 * The readings of one series with its corrections laid over. Both in order of time; points of one series have times of
 * their own. The order is fixed: first what changes values, by cause (fouling, calibration drift, other) and then by
 * id, each applied to what the one before left; then exclusions; last estimates, which see the outcome of both. Nothing
 * is clamped. Layers that were withdrawn do nothing. `timeZone`: the plant's, for the hours of the day.
 * `within`: estimates are made there only.
 */
export function applyLayers(
  points: readonly RawPoint[],
  layers: readonly Correction[],
  options: { readonly timeZone: string; readonly within?: { readonly from: number; readonly to: number } },
): readonly CorrectedPoint[] {
  const held = layers.filter(({ withdrawn }) => withdrawn === null).toSorted((a, b) => a.id - b.id);
  const changes = held
    .filter(({ what }) => causeRank(what) >= 0)
    .toSorted((a, b) => causeRank(a.what) - causeRank(b.what));
  const exclusions = held.filter(({ what }) => what.kind === 'exclusion');
  const [changesAt, exclusionsAt] = [layersAt(changes), layersAt(exclusions)];
  const corrected = points.map((point) =>
    excluded(changed(point, changesAt(point.t)), exclusionsAt(point.t)),
  );
  return estimateGaps(corrected, held, options.timeZone, options.within);
}

/** The layers over a time, for times that ascend: they are looked up once for each stretch that has the same. */
function layersAt(layers: readonly Correction[]): (t: number) => readonly Correction[] {
  const cuts = [...new Set(layers.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  let next = 0;
  let over: readonly Correction[] = [];
  return (t) => {
    const known = next;
    while ((cuts[next] ?? Number.POSITIVE_INFINITY) <= t) next += 1;
    if (next > known) over = layers.filter(({ from, to }) => from <= t && t < to);
    return over;
  };
}

function changed({ t, value: raw, flag }: RawPoint, applied: readonly Correction[]): CorrectedPoint {
  const untouched = { t, raw, received: true, value: raw, flag, state: 'raw', layers: [] } as const;
  if (raw === null || !Number.isFinite(raw)) return untouched;
  if (applied.length === 0) return untouched;
  const value = applied.reduce((before, layer) => changedBy(layer, t, before), raw);
  return { ...untouched, value, state: 'corrected', layers: applied.map(({ id }) => id) };
}

function changedBy({ what, from, to }: Correction, t: number, value: number): number {
  switch (what.kind) {
    case 'offset':
      return value + what.add;
    case 'gain':
      return value * what.factor;
    case 'drift': {
      const share = (t - from) / (to - from);
      const factor = (1 - share) * what.factorAtStart + share * what.factorAtEnd;
      return value * factor + (1 - share) * what.addAtStart + share * what.addAtEnd;
    }
    case 'exclusion':
    case 'estimate':
      return value;
  }
}

function excluded(point: CorrectedPoint, applied: readonly Correction[]): CorrectedPoint {
  if (applied.length === 0) return point;
  const layers = [...point.layers, ...applied.map(({ id }) => id)];
  return { ...point, value: null, flag: FLAG.fail, state: 'excluded', layers };
}

/** −1 for what changes no values. */
function causeRank(what: Correction['what']): number {
  return 'cause' in what ? CORRECTION_CAUSES.indexOf(what.cause) : -1;
}
