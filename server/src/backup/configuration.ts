import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { Config } from '../config.ts';
import { leavesOf, SECRETS } from '../load-config.ts';

/** Where the configuration lies in a backup, and after a restore in the data directory: to be read by people. */
export const CONFIGURATION_FOLDER = 'configuration';

const HEADER = `# The configuration in use when this backup was made, environment variables included.
# Nothing reads this file here: put what still holds into banyu.yaml of the machine.
`;

/**
 * Writes the configuration into a backup: without secrets, as `banyu.yaml`; with them also each secret and each file
 * that the configuration names (certificates, keys), as a file named after its key.
 */
export async function writeConfiguration(
  config: Config,
  target: string,
  withSecrets: boolean,
): Promise<void> {
  const folder = join(target, CONFIGURATION_FOLDER);
  const secrets = join(folder, 'secrets');
  await mkdir(withSecrets ? secrets : folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, 'banyu.yaml'), `${HEADER}${stringify(withoutSecrets(config))}`, {
    mode: 0o600,
  });
  if (!withSecrets) return;
  for (const { path } of leavesOf(Config)) {
    const key = path.at(-1) ?? '';
    const value = valueAt(config, path);
    if (typeof value !== 'string' || !(SECRETS.has(key) || key.endsWith('File'))) continue;
    const content = SECRETS.has(key) ? value : await readFile(value);
    await writeFile(join(secrets, path.join('.')), content, { mode: 0o600 });
  }
}

function withoutSecrets(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !SECRETS.has(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutSecrets(inner)]));
}

function valueAt(config: Config, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null ? Object.entries(at).find(([k]) => k === key)?.[1] : undefined,
    config,
  );
}
