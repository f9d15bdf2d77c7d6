// `npm test`: sees to the programs that the tests run against, then runs every check. Plain JavaScript, any Node.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Real peers of the tests: the program looked for, and the Debian package that brings it. */
const PEERS = [
  ['mosquitto', 'mosquitto', 'an external MQTT broker'],
  ['mosquitto_pub', 'mosquitto-clients', 'a stranger’s MQTT client'],
  ['influxd', 'influxdb', 'a real InfluxDB'],
  ['systemd-analyze', 'systemd', 'the checks of its units'],
  ['chromium', 'chromium', 'a real browser'],
  ['openssl', 'openssl', 'certificates made for the tests'],
  ['prometheus', 'prometheus', 'a real Prometheus'],
  ['caddy', 'caddy', 'a real proxy'],
];

const CHECKS = [
  ['types', 'tsc', ['--noEmit']],
  ['types of the console', 'tsc', ['--noEmit', '-p', 'console']],
  ['lint', 'biome', ['check', '.']],
  ['tests', 'vitest', ['run', ...process.argv.slice(2)]],
];

const PATH = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];

ensurePeers();
for (const [title, command, args] of CHECKS) {
  console.log(`\n== ${title}`);
  const { status, error } = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, PATH: PATH.join(delimiter) },
  });
  if (error) stop(`Cannot run ${command}: ${error.message}. Run "npm ci" first.`);
  if (status !== 0) stop(`${title}: failed.`);
}

function ensurePeers() {
  const missing = missingPeers();
  if (missing.length === 0) return;
  const packages = missing.map(([, name]) => name);
  const mayInstall = process.getuid?.() === 0 && found('apt-get');
  if (mayInstall) {
    console.log(`== installing Debian packages: ${packages.join(' ')}`);
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages]);
  }
  const still = missingPeers();
  if (still.length === 0) return;
  const lines = still.map(([program, name, what]) => `  ${program} (Debian package ${name}): ${what}`);
  stop(
    `The tests need these programs:\n${lines.join('\n')}\nInstall them: sudo apt-get install ${packages.join(' ')}`,
  );
}

function missingPeers() {
  return PEERS.filter(([program]) => !found(program));
}

function found(program) {
  return PATH.some((directory) => directory !== '' && existsSync(join(directory, program)));
}

/** A package's own services are not wanted: the tests start what they need on ports of their own. */
function run(command, args) {
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  });
  if (status !== 0) console.error(`${command} ${args[0]} ended with ${status}`);
}

function stop(message) {
  console.error(`\n${message}`);
  process.exit(1);
}
