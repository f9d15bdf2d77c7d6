// `npm run bench:reconnect`: a fleet of simulated devices and the Banyu it reports to, each a process of its own. The
// server is killed with all devices connected and started again: how soon are they back, and is one refused?
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { cpuSecondsOf, memoryOf } from './process-figures.ts';
import { BANYU, type Server, withServer } from './server.ts';

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '10000' },
    plants: { type: 'string', default: '50' },
    rate: { type: 'string', default: '1000' },
    dead: { type: 'string', default: '2' },
    steady: { type: 'string', default: '15' },
    help: { type: 'boolean', default: false },
  },
});

/** A busy machine takes its time. */
const PATIENCE_S = 900;

/** What `banyu devices --json` says in a line; snapshots have no `news`. */
interface Line {
  readonly news?: string;
  readonly connected?: number;
  readonly acknowledgedPerSecond?: number;
  readonly pubackP50Ms?: number;
  readonly pubackP99Ms?: number;
  readonly backlogSamples?: number;
  readonly refused?: number;
  readonly unreachable?: number;
  readonly troubles?: Readonly<Record<string, number>>;
  readonly memoryMb?: number;
}

/** A running `banyu devices`. */
class FleetProcess {
  readonly #child: ChildProcess;
  readonly #news: string[] = [];
  /** The last snapshot. */
  last: Line = {};

  constructor(server: Server) {
    const args = ['--devices', values.devices, '--plants', values.plants, '--rate', values.rate, '--json'];
    this.#child = spawn(BANYU, ['devices', ...args], {
      cwd: server.directory,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        BANYU_DATA_DIRECTORY: server.directory,
        BANYU_MQTT_TCP_PORT: String(server.mqttPort),
        BANYU_MQTT_MAX_CONNECTIONS_PER_ADDRESS: values.devices,
      },
    });
    if (this.#child.stdout === null) throw new Error('no output');
    createInterface(this.#child.stdout).on('line', (text) => {
      const line = JSON.parse(text) as Line;
      if (line.news === undefined) this.last = line;
      else this.#news.push(line.news);
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves when it has said it. */
  async says(news: string, withinS: number): Promise<void> {
    const deadline = performance.now() + withinS * 1_000;
    while (!this.#news.includes(news)) {
      if (this.#child.exitCode !== null) throw new Error('the fleet ended');
      if (performance.now() > deadline) throw new Error(`the fleet did not say ${news} within ${withinS} s`);
      await delay(20);
    }
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGINT');
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
  }
}

const rows: [string, string][] = [];
const say = (name: string, value: number | undefined, unit: string): void => {
  rows.push([name, `${(value ?? Number.NaN).toLocaleString('en', { maximumFractionDigits: 1 })} ${unit}`]);
  console.error(`${rows.at(-1)?.join(': ')}`);
};
interface Cpu {
  readonly server: number;
  readonly fleet: number;
}
const cpuOf = (server: Server, fleet: FleetProcess): Cpu => ({
  server: cpuSecondsOf(server.pid),
  fleet: cpuSecondsOf(fleet.pid),
});
const sayCpu = (before: Cpu, after: Cpu): void => {
  say('  CPU of the server meanwhile', after.server - before.server, 's');
  say('  CPU of the fleet meanwhile', after.fleet - before.fleet, 's');
};
/** Of one minute, of all that runs on the machine: other work makes the figures worse. */
const sayLoad = (when: string): void => say(`load average ${when}`, loadavg()[0], '');
const secondsSince = (startMs: number): number => (performance.now() - startMs) / 1_000;

async function measure(server: Server): Promise<void> {
  let startMs = performance.now();
  const fleet = new FleetProcess(server);
  try {
    sayLoad('at the start');
    await fleet.says('starting', PATIENCE_S);
    say('registering and running in the plants', secondsSince(startMs), 's');
    startMs = performance.now();
    let cpu = cpuOf(server, fleet);
    await fleet.says('all-connected', PATIENCE_S);
    say('first connection of all', secondsSince(startMs), 's');
    sayCpu(cpu, cpuOf(server, fleet));

    cpu = cpuOf(server, fleet);
    await delay(Number(values.steady) * 1_000);
    say('at work for', Number(values.steady), 's');
    sayCpu(cpu, cpuOf(server, fleet));
    const { last } = fleet;
    say('messages acknowledged', last.acknowledgedPerSecond, '/s');
    say('  publish to PUBACK p50', last.pubackP50Ms, 'ms');
    say('  publish to PUBACK p99', last.pubackP99Ms, 'ms');
    say('memory of the fleet', memoryOf(fleet.pid).residentMb, 'MB');
    say('memory of the server', memoryOf(server.pid).residentMb, 'MB');

    sayLoad('before the kill');
    const killedMs = performance.now();
    await server.killAndRestart(Number(values.dead) * 1_000);
    const before = fleet.last;
    say('server killed; back after', secondsSince(killedMs), 's');
    startMs = performance.now();
    cpu = cpuOf(server, fleet);
    await fleet.says('all-back', PATIENCE_S);
    say('all devices back, after it was', secondsSince(startMs), 's');
    sayCpu(cpu, cpuOf(server, fleet));
    sayLoad('then');
    await delay(2_000);
    say('  refused in that time', (fleet.last.refused ?? 0) - (before.refused ?? 0), '');
    say('  attempts without an answer', (fleet.last.unreachable ?? 0) - (before.unreachable ?? 0), '');
    say('peak memory of the fleet', memoryOf(fleet.pid).peakMb, 'MB');
    say('memory of the new server', memoryOf(server.pid).residentMb, 'MB');
    startMs = performance.now();
    while ((fleet.last.backlogSamples ?? 0) > Number(values.rate) && secondsSince(startMs) < 60)
      await delay(100);
    say('backlog sent, a further', secondsSince(startMs), 's');
    console.error(fleet.last.troubles);
  } finally {
    await fleet.stop();
  }
}

if (values.help) {
  console.log(`npm run bench:reconnect -- [--devices 10000] [--plants 50] [--rate 1000] [--dead 2] [--steady 15]

--rate: messages a second of the whole fleet; --dead: seconds until the server is started again.`);
} else {
  const room = String(Number(values.devices) + 1_000);
  await withServer(0, measure, {
    BANYU_MQTT_MAX_CONNECTIONS: room,
    BANYU_MQTT_MAX_CONNECTIONS_PER_ADDRESS: room,
    BANYU_MQTT_MAX_MESSAGES_PER_SECOND: '2000',
  });
  console.log(rows.map(([name, value]) => `${name.padEnd(42)}${value.padStart(14)}`).join('\n'));
}
