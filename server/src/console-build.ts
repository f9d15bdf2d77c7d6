import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CONSOLE = fileURLToPath(new URL('../../console', import.meta.url));

/** Where the built console lies, or will lie. */
export const CONSOLE_DIRECTORY = join(CONSOLE, 'dist');

/**
 * Builds the console when it is not there yet or older than its sources; answers whether it built.
 * Throws with the builder's own output when the build fails.
 */
export async function buildConsoleIfNeeded(): Promise<boolean> {
  if (builtAt() > newestSource()) return false;
  const vite = join(
    dirname(createRequire(join(CONSOLE, 'package.json')).resolve('vite/package.json')),
    'bin/vite.js',
  );
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: CONSOLE,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Readings come first: the build takes what they leave.
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`The console could not be built (npm run build):\n${output}`);
  return true;
}

function builtAt(): number {
  return modifiedAt(join(CONSOLE_DIRECTORY, 'index.html'));
}

function newestSource(): number {
  const sources = globSync('{src/**/*.{ts,tsx,css,svg},public/**/*,index.html,vite.config.ts}', {
    cwd: CONSOLE,
  });
  return Math.max(0, ...sources.map((file) => modifiedAt(join(CONSOLE, file))));
}

function modifiedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
