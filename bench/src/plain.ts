import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cpuSecondsOf } from './process-figures.ts';
import { runLoad } from './run-load.ts';
import type { Shape } from './shape.ts';

/** Plain Aedes under the load: an upper bound that promises nothing. */
export async function measurePlainAedes(shape: Shape) {
  const script = fileURLToPath(new URL('./plain-aedes.ts', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const devices = Array.from({ length: shape.devices }, (_, i) => ({
      plant: 'bench',
      device: `device-${i}`,
      secret: 'none',
    }));
    const pid = child.pid ?? 0;
    const before = cpuSecondsOf(pid);
    const load = await runLoad({
      port: Number(line.toString()),
      devices,
      window: shape.window,
      seconds: shape.seconds,
    });
    const cpu = cpuSecondsOf(pid) - before;
    return {
      messagesPerSecond: load.acknowledged / load.seconds,
      cpuMicrosPerMessage: (cpu / load.acknowledged) * 1e6,
      p50: load.p50,
      p99: load.p99,
    };
  } finally {
    child.kill('SIGKILL');
  }
}
