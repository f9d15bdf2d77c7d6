import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidInputError } from '@banyu/contracts';
import { readScenario } from './read-scenario.ts';
import type { Scenario } from './scenario.ts';

const FOLDER = fileURLToPath(new URL('../../scenarios/', import.meta.url));

/** The names of the scenarios that come with Banyu. */
export function standardScenarios(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .toSorted();
}

/** A scenario that comes with Banyu by its name, or any other by the path of its file. Throws InvalidInputError. */
export function findScenario(nameOrFile: string): Scenario {
  if (standardScenarios().includes(nameOrFile)) return readScenario(join(FOLDER, `${nameOrFile}.yaml`));
  if (existsSync(nameOrFile)) return readScenario(nameOrFile);
  throw new InvalidInputError(
    `There is no scenario "${nameOrFile}". Give the path of a file, or one of: ${standardScenarios().join(', ')}`,
    { field: 'scenario' },
  );
}
