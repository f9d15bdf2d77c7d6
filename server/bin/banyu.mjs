#!/usr/bin/env -S MALLOC_ARENA_MAX=2 node --max-semi-space-size=8 --heap-growing-percent=30
// The banyu command. Whatever Node it is started with, the command itself runs on the version this project pins.
// Two malloc arenas, a small nursery, heaps collected when they have grown by a third and not by several times: what many
// threads need for a moment would otherwise stay with the process, for no speed. Still tighter settings save some 40 MB
// more at full load, and cost half of the throughput.
import { spawn } from 'node:child_process';
import module, { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import v8 from 'node:v8';

const REQUIRED_MAJOR = 26;

if (Number.parseInt(process.versions.node, 10) >= REQUIRED_MAJOR) {
  // What was compiled once is not compiled again, nor the compiler loaded: a third less work at each start. Threads
  // learn of it by the environment.
  module.enableCompileCache();
  process.env.NODE_COMPILE_CACHE ??= module.getCompileCacheDir();
  // The nursery above is the main thread's: as long as that flag stands, it overrides the limits given to other threads.
  v8.setFlagsFromString('--max-semi-space-size=0');
  // Whoever reads the output may have enough of it, as in "banyu completeness … | head": no reason to fall over.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  const { main } = await import('../src/main.ts');
  await main(process.argv);
} else {
  runPinned();
}

function runPinned() {
  let pinned;
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json');
    pinned = join(dirname(manifest), 'bin', 'node');
  } catch {
    console.error(
      `banyu needs Node ${REQUIRED_MAJOR}, this is ${process.version}. Run "npm ci" in the project: it brings its own.`,
    );
    process.exit(1);
  }
  const child = spawn(pinned, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' });
  // A terminal tells the whole group, so a relayed Ctrl-C would arrive twice; what is sent to this process alone is passed on.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)));
  child.on('error', (error) => {
    console.error(`Cannot run ${pinned}: ${error.message}. Run "npm ci" again.`);
    process.exit(1);
  });
}
