import { appendFileSync } from 'node:fs';
import { DeviceBacklog } from '../../src/device-backlog.ts';
import { startDevice, systemClock } from '../../src/index.ts';

// A device in a process of its own, to be killed. Each sample is written down once the backlog keeps it.
const [url = '', backlogPath = '', truthPath = ''] = process.argv.slice(2);

const append = DeviceBacklog.prototype.append;
DeviceBacklog.prototype.append = function (sample) {
  append.call(this, sample);
  this.whenKept((error) => {
    if (error === undefined) appendFileSync(truthPath, `${sample}\n`);
  });
};

startDevice(
  {
    url,
    plant: 'ipal-test',
    device: 'logger-1',
    secret: 'x',
    parameters: ['ph', 'cod'],
    intervalMs: 10,
    backlogPath,
    backOff: { baseMs: 10, capMs: 100 },
    messageLimits: { samples: 20, bytes: 32_768 },
  },
  {
    clock: systemClock,
    random: Math.random,
    sensor: () => Math.random(),
    log: { info: () => {}, warn: () => {}, error: (facts, message) => console.error(message, facts) },
  },
);
