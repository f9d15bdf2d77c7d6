import { InvalidInputError } from '@banyu/contracts';
import type { Config } from '../config.ts';

/**
 * The configuration with the scenario of the command line, which is looked at before anything is opened. Throws
 * InvalidInputError.
 */
export async function withScenario(
  config: Config,
  isDemo: boolean,
  scenario: string | undefined,
): Promise<Config> {
  if (!isDemo && scenario !== undefined)
    throw new InvalidInputError('--scenario is about the demo plant: add --demo, or leave it out.');
  const chosen = scenario ?? config.demo.scenario;
  if (!isDemo || chosen === undefined) return config;
  const { findScenario } = await import('../scenario/library.ts');
  findScenario(chosen);
  return { ...config, demo: { ...config.demo, scenario: chosen } };
}
