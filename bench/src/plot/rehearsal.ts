import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DeviceFault, SensorFault } from '@banyu/firmware-sim';
import type { Disturbance, PlantOptions, Point, Quantity } from '@banyu/simulator';

const BANYU = fileURLToPath(new URL('../../../server/bin/banyu.mjs', import.meta.url));
/** A scenario of a year is 4 MB at most. */
const MAX_BYTES = 64 * 1_024 * 1_024;

export const LANGUAGES = ['en', 'id'] as const;
export type Language = (typeof LANGUAGES)[number];
export type Text = Readonly<Record<Language, string>>;

export interface Expectation {
  /** Unix ms: in which time it is to be seen. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly point: Point;
  readonly parameter: Quantity;
  readonly in: 'readings' | 'truth';
  readonly sees:
    | { readonly sign: 'above' | 'below' | 'rises by' | 'falls by' | 'off by'; readonly by: number }
    | { readonly sign: 'flat' | 'missing' }
    | { readonly sign: 'flag'; readonly flag: string };
  readonly text: Text;
}

export type VerdictKind = 'seen' | 'not seen' | 'left to quality control';

/** What `banyu scenario rehearse --json` says of a scenario: everything at its instant, and what came true. */
export interface Rehearsal {
  readonly name: string;
  readonly title: Text;
  readonly text: Text;
  readonly zeroMs: number;
  readonly endMs: number;
  readonly disturbances: readonly Disturbance[];
  readonly sensorFaults: Readonly<Record<string, readonly SensorFault[]>>;
  readonly deviceFaults: Readonly<Record<string, readonly DeviceFault[]>>;
  readonly expectations: readonly Expectation[];
  readonly verdicts: readonly { readonly verdict: VerdictKind; readonly atMs?: number }[];
  /** Of the run it was rehearsed in: the same make the same plant. */
  readonly options: Required<Pick<PlantOptions, 'seed' | 'flowM3PerDay' | 'warmUpDays'>> & {
    readonly beginMs: number;
  };
}

/** Rehearses a scenario by name or file. Throws an Error with what the command says when that cannot be done. */
export async function rehearsalOf(scenario: string, from: string, seed: number): Promise<Rehearsal> {
  const args = ['scenario', 'rehearse', scenario, '--from', from, '--seed', String(seed), '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, [BANYU, ...args], {
    maxBuffer: MAX_BYTES,
  }).catch((cause: Error & { stderr?: string }) => {
    throw new Error(cause.stderr?.trim() || cause.message, { cause });
  });
  return JSON.parse(stdout) as Rehearsal;
}
