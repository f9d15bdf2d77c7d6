import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { openRegistry, type Registry, type RegistryOptions, STANDARD_POINTS } from '../../src/index.ts';

/** A path for a registry in a directory that goes when the test ends. */
export async function temporaryPath(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'banyu-registry-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return join(directory, 'registry.sqlite');
}

/** An open registry with plant `ipal` and the standard points; it closes when the test ends. */
export async function rig(
  options: Partial<RegistryOptions> = {},
): Promise<{ registry: Registry; path: string }> {
  const path = options.path ?? (await temporaryPath());
  const registry = await openRegistry({ ...options, path });
  onTestFinished(() => registry.close());
  await registry.plants.add({ id: 'ipal', name: 'IPAL Banyurip', points: STANDARD_POINTS });
  return { registry, path };
}

const execute = promisify(execFile);

/** Runs a script of this folder in a process of its own and returns what it printed, as JSON. */
export async function inAnotherProcess(script: string, ...args: readonly string[]): Promise<unknown> {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const { stdout } = await execute(process.execPath, [file, ...args]);
  return JSON.parse(stdout);
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
