// `npm run bench`: how much Banyu takes durably, beside plain Aedes under the same load in the same run.
import { parseArgs } from 'node:util';
import { measureBanyu } from './banyu.ts';
import { READINGS_PER_MESSAGE } from './load.ts';
import { measurePlainAedes } from './plain.ts';

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '15' },
    window: { type: 'string', default: '10' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(`npm run bench -- [--devices 200] [--seconds 15] [--window 10]

End to end over real TCP, QoS 1, ${READINGS_PER_MESSAGE} readings a message; the load generator runs beside the server.`);
} else {
  const shape = {
    devices: Number(values.devices),
    seconds: Number(values.seconds),
    window: Number(values.window),
  };
  console.error(`plain Aedes, ${shape.seconds} s …`);
  const plain = await measurePlainAedes(shape);
  console.error(`Banyu, ${shape.seconds} s at full load, then ${shape.seconds} s at half of it …`);
  const banyu = await measureBanyu(shape);
  const rows = {
    'messages/s acknowledged': [plain.messagesPerSecond, banyu.messagesPerSecond],
    'readings/s stored durably': [undefined, banyu.messagesPerSecond * READINGS_PER_MESSAGE],
    'CPU µs per message': [plain.cpuMicrosPerMessage, banyu.cpuMicrosPerMessage],
    'CPU µs per reading': [undefined, banyu.cpuMicrosPerMessage / READINGS_PER_MESSAGE],
    'readings per CPU-second': [undefined, (1e6 / banyu.cpuMicrosPerMessage) * READINGS_PER_MESSAGE],
    'publish to PUBACK p50, ms': [plain.p50, banyu.p50],
    'publish to PUBACK p99, ms': [plain.p99, banyu.p99],
    'half load: PUBACK p50, ms': [undefined, banyu.half.p50],
    'half load: PUBACK p99, ms': [undefined, banyu.half.p99],
    'half load: queryable p50, ms': [undefined, banyu.half.queryableP50],
    'half load: queryable p99, ms': [undefined, banyu.half.queryableP99],
    'resident memory, MB': [undefined, banyu.residentMb],
    'peak memory, MB': [undefined, banyu.peakMb],
    'seconds behind at the end of full load': [undefined, banyu.secondsBehind],
  } as const;
  const cell = (figure: number | undefined) =>
    (figure === undefined
      ? ''
      : figure.toLocaleString('en', { maximumFractionDigits: figure < 100 ? 2 : 0 })
    ).padStart(14);
  console.log(`${''.padEnd(42)}${'plain Aedes'.padStart(14)}${'Banyu'.padStart(14)}${'ratio'.padStart(10)}`);
  for (const [name, [left, right]] of Object.entries(rows)) {
    const ratio = left === undefined ? '' : (right / left).toFixed(2);
    console.log(`${name.padEnd(42)}${cell(left)}${cell(right)}${ratio.padStart(10)}`);
  }
  console.log(
    `\n${banyu.acknowledged} messages acknowledged, ${banyu.stored} readings stored, ${banyu.acknowledged * READINGS_PER_MESSAGE} expected.`,
  );
  if (banyu.stored < banyu.acknowledged * READINGS_PER_MESSAGE) process.exitCode = 1;
}
