// `npm run bench:soak`: whether memory stays flat under a steady load. Prints a line every half minute.
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { READINGS_PER_MESSAGE } from './load.ts';
import { memoryOf } from './process-figures.ts';
import { runLoad } from './run-load.ts';
import { allStored, withServer } from './server.ts';

const EVERY_SECONDS = 30;

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '600' },
    rate: { type: 'string', default: '30000' },
    window: { type: 'string', default: '10' },
  },
});
const seconds = Number(values.seconds);

await withServer(Number(values.devices), async ({ pid, mqttPort, http, devices }) => {
  const load = runLoad({
    port: mqttPort,
    devices,
    window: Number(values.window),
    seconds,
    rate: Number(values.rate),
  });
  console.log('  minute   resident MB   peak MB');
  for (let at = 0; at <= seconds; at += EVERY_SECONDS) {
    const { residentMb, peakMb } = memoryOf(pid);
    const row = [
      (at / 60).toFixed(1).padStart(8),
      residentMb.toFixed(0).padStart(13),
      peakMb.toFixed(0).padStart(9),
    ];
    console.log(row.join(' '));
    await delay(Math.min(EVERY_SECONDS, seconds - at) * 1_000);
  }
  const { acknowledged, p50, p99 } = await load;
  const wanted = acknowledged * READINGS_PER_MESSAGE;
  const stored = await allStored(http, wanted);
  console.log(
    `${acknowledged} messages in ${seconds} s, PUBACK p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; ${stored} readings stored, ${wanted} expected.`,
  );
  if (stored < wanted) process.exitCode = 1;
});
