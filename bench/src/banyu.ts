import { READINGS_PER_MESSAGE } from './load.ts';
import { Probe } from './probe.ts';
import { cpuSecondsOf, memoryOf } from './process-figures.ts';
import { runLoad } from './run-load.ts';
import { allStored, withServer } from './server.ts';
import type { Shape } from './shape.ts';

/** The whole of Banyu, `banyu start` with the embedded store: under all the load it takes, then under half of it. */
export async function measureBanyu(shape: Shape) {
  return withServer(shape.devices + 1, async ({ pid, mqttPort, http, devices: [first, ...devices] }) => {
    if (first === undefined) throw new Error('no device');
    const full = { port: mqttPort, devices, window: shape.window, seconds: shape.seconds };
    const cpuBefore = cpuSecondsOf(pid);
    const load = await runLoad(full);
    const end = performance.now();
    await allStored(http, load.acknowledged * READINGS_PER_MESSAGE);
    const secondsBehind = (performance.now() - end) / 1_000;
    const cpu = cpuSecondsOf(pid) - cpuBefore;
    const memory = memoryOf(pid);
    const rate = load.acknowledged / load.seconds;
    const probe = new Probe(mqttPort, http, first);
    const [half, queryable] = await Promise.all([
      runLoad({ ...full, rate: rate / 2 }),
      probe.run(shape.seconds * 0.9),
    ]);
    const acknowledged = load.acknowledged + half.acknowledged;
    const stored = await allStored(http, acknowledged * READINGS_PER_MESSAGE + probe.readings);
    return {
      acknowledged,
      stored: stored - probe.readings,
      messagesPerSecond: rate,
      cpuMicrosPerMessage: (cpu / load.acknowledged) * 1e6,
      p50: load.p50,
      p99: load.p99,
      half: { p50: half.p50, p99: half.p99, queryableP50: queryable.p50, queryableP99: queryable.p99 },
      secondsBehind,
      ...memory,
    };
  });
}
