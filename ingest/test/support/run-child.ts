import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A child process of the tests' own, and the lines it has written so far. */
export interface Child {
  readonly process: ChildProcess;
  readonly lines: readonly string[];
  /** SIGKILL; resolves when it is gone and all it wrote was read. */
  kill(): Promise<void>;
}

/** Runs a file of `test/support` in a process of its own. */
export function runChild(file: string, args: readonly string[]): Child {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  const closed = once(child, 'close');
  return {
    process: child,
    lines,
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}
