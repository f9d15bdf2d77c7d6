import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { ConfigurationError } from '@banyu/contracts';
import { createPlant, type Disturbance, type Plant } from '@banyu/simulator';
import { z } from 'zod';
import { messageOf } from './message-of.ts';

/** The demo plant; its name says that nothing of it is measured. */
export const DEMO_PLANT = 'ipal-banyurip-demo';

/** Put before the id of each of its devices. */
export const DEMO_DEVICE_PREFIX = 'demo-';

export const DEMO_CAPACITY_M3_PER_DAY = 400;

/** Batik is textile, of a plant that treats nothing else. */
export const DEMO_STANDARD = 'textile-permen-lh-12-2025';

/** The sludge begins near what it will be. */
export const DEMO_WARM_UP_DAYS = 1;

/** All that decides what happens in the demo plant: by the same recipe it is the same plant, whoever simulates it. */
export const DemoRecipe = z.strictObject({
  seed: z.int(),
  simulatedFromMs: z.int().min(0),
});
export type DemoRecipe = z.infer<typeof DemoRecipe>;

/** The plant at the begin of its recipe, and what is to go wrong with it. */
export function createDemoPlant(
  { seed, simulatedFromMs }: DemoRecipe,
  disturbances: readonly Disturbance[] = [],
): Plant {
  return createPlant({
    seed,
    startMs: simulatedFromMs,
    flowM3PerDay: DEMO_CAPACITY_M3_PER_DAY,
    warmUpDays: DEMO_WARM_UP_DAYS,
    disturbances,
  });
}

/** The recipe by which a data directory's history was made; undefined when there is none. Throws ConfigurationError. */
export function readDemoRecipe(path: string): DemoRecipe | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw unreadable(path, error);
  }
  try {
    return DemoRecipe.parse(JSON.parse(text));
  } catch (error) {
    throw unreadable(path, error);
  }
}

export function keepDemoRecipe(path: string, recipe: DemoRecipe): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(recipe)}\n`);
  renameSync(`${path}.new`, path);
}

function unreadable(path: string, cause: unknown): ConfigurationError {
  return new ConfigurationError(
    `Cannot read which plant the demo goes on with: ${path}: ${messageOf(cause)}. Delete the file: the demo then begins with a new one.`,
    { cause },
  );
}
