import { mkdirSync } from 'node:fs';
import { ConfigurationError, InvalidInputError } from '@banyu/contracts';
import { type Account, startFleet, systemClock } from '@banyu/firmware-sim';
import { openRegistry } from '@banyu/registry';
import type { Command } from 'commander';
import type { Config } from '../config.ts';
import { createLogger } from '../logger.ts';
import { pathsIn } from '../paths.ts';
import { readCertificateAuthority } from '../read-pem.ts';
import { readSecret } from '../read-secret.ts';
import { type DeviceIdentity, readIdentities } from '../simulated-fleet/identities.ts';
import { checkOpenFiles } from '../simulated-fleet/open-files.ts';
import { planFleet } from '../simulated-fleet/plan.ts';
import { registerFleet } from '../simulated-fleet/register.ts';
import { runFleet } from '../simulated-fleet/run.ts';
import { withSensors } from '../simulated-fleet/sensors.ts';
import { withSigningKeys } from '../simulated-fleet/sign.ts';
import { jsonView, lineView, terminalView, type View } from '../simulated-fleet/view.ts';
import { timeSpan } from '../time-span.ts';
import { configOf } from './context.ts';
import { numberAboveZero, wholeNumberAboveZero } from './number-argument.ts';
import { withProgress } from './progress.ts';
import { stopSignal } from './stop-signal.ts';

interface DevicesOptions {
  readonly plants: number;
  readonly devices?: number;
  readonly prefix: string;
  readonly rate?: number;
  readonly interval?: number;
  readonly together: boolean;
  readonly broker?: string;
  readonly ca?: string;
  readonly identities?: string;
  readonly sign: boolean;
  readonly username?: string;
  readonly passwordFile?: string;
  readonly connectsPerSecond: number;
  readonly backlog: number;
  readonly for?: number;
  readonly outage?: number;
  readonly json: boolean;
}

const DEFAULT_DEVICES = 100;
const DEFAULT_INTERVAL_MS = 10_000;

const EXAMPLES = `
Who the devices are: by default they are registered where this machine's Banyu keeps its data (dataDirectory), and
their secrets are kept there in a file of their own, so that the next run uses them again. --identities takes a file
of secrets made before, one JSON object a line: {"plant":"…","device":"…","secret":"…","point":"effluent"}; with
--username all log in with one account, at a broker that allows it. With --sign each gets a key besides, which is kept
and registered likewise; from then on it signs in every run. In a file of secrets made before, a device with a
"signingKey" (private Ed25519 key, PKCS #8 DER in base64) signs.

Examples:
  banyu devices                                            100 devices against the Banyu of this machine
  banyu devices --plants 50 --devices 10000 --rate 1000    1 000 messages a second; see below
  banyu devices --devices 10 --sign                        they sign what they measure; see docs/audit.md
  banyu devices --devices 500 --outage 30s                 cut all connections, and watch them come back
  banyu devices --broker mqtts://broker.example:8883 --ca ca.pem --identities fleet.ndjson
  banyu devices --broker mqtt://127.0.0.1:1884 --username test   any broker, e.g. Mosquitto with allow_anonymous

The broker lets in so many from one address (mqtt.maxConnectionsPerAddress, 1 000) and in all (mqtt.maxConnections,
10 000). For a larger fleet from one machine start it with
  BANYU_MQTT_MAX_CONNECTIONS=12000 BANYU_MQTT_MAX_CONNECTIONS_PER_ADDRESS=12000 banyu start`;

/** `banyu devices` */
export function addDevicesCommand(program: Command): void {
  program
    .command('devices')
    .description('run simulated devices against a broker, with live figures; Ctrl-C stops them')
    .option('--plants <number>', 'plants they stand at', wholeNumberAboveZero, 5)
    .option(
      '--devices <number>',
      'how many devices (default: 100, or all of --identities)',
      wholeNumberAboveZero,
    )
    .option('--rate <messages>', 'messages a second, of the whole fleet (one sample each)', numberAboveZero)
    .option(
      '--interval <time>',
      'or: how often each device samples, e.g. 500ms or 2m (default: 10s)',
      timeSpan,
    )
    .option('--together', 'all sample at the same instant, as clocks that are right do', false)
    .option('--broker <url>', 'mqtt://, mqtts://, ws:// or wss:// (default: the Banyu of this machine)')
    .option('--ca <file>', 'PEM of the certificate authority to trust, and no other')
    .option('--identities <file>', 'secrets of devices that are registered already')
    .option('--sign', 'they sign their messages, with keys that are made and registered', false)
    .option('--username <name>', 'one account for all devices')
    .option('--password-file <file>', 'password of that account')
    .option('--prefix <text>', 'beginning of the ids of plants and devices', 'sim')
    .option('--connects-per-second <number>', 'how fast they come the first time', numberAboveZero, 200)
    .option(
      '--backlog <samples>',
      'samples a device keeps on disk while it is not connected',
      wholeNumberAboveZero,
      1_000,
    )
    .option('--for <time>', 'stop after so long (default: run until Ctrl-C)', timeSpan)
    .option('--outage <time>', 'once all are connected, take the network away for so long', timeSpan)
    .option('--json', 'for programs: a JSON object a line', false)
    .addHelpText('after', EXAMPLES)
    .action(async (options: DevicesOptions, command: Command) => {
      const stop = stopSignal();
      // Whoever reads along may have seen enough, as `| head` has.
      process.stdout.on('error', () => stop.abort());
      try {
        await run(options, configOf(command), stop.signal);
      } catch (error) {
        if (!stop.signal.aborted || error !== stop.signal.reason) throw error;
      }
    });
}

async function run(options: DevicesOptions, config: Config, signal: AbortSignal): Promise<void> {
  if (options.rate !== undefined && options.interval !== undefined) {
    throw new InvalidInputError('--rate and --interval say the same thing in two ways: give one of them.');
  }
  const url = options.broker ?? brokerOf(config);
  const account = accountOf(options);
  const ca = options.ca === undefined ? undefined : readCertificateAuthority(options.ca);
  const paths = pathsIn(config.dataDirectory);
  mkdirSync(config.dataDirectory, { recursive: true, mode: 0o700 });

  const identities = await identitiesFor(options, paths, signal);
  const intervalMs = intervalOf(options, identities.length);
  const devices = await withProgress('running in the plants', (onProgress) =>
    withSensors({ identities, intervalMs, together: options.together, onProgress, signal }),
  );
  const view = viewFor(options.json);
  view.note(
    `${devices.length.toLocaleString('en')} devices sample each ${intervalMs / 1_000} s and report to ${url}.`,
    { news: 'starting', devices: devices.length, intervalMs, url },
  );
  const limit = config.mqtt.maxConnectionsPerAddress;
  if (options.broker === undefined && devices.length > limit) {
    view.note(
      `By this configuration the broker lets in ${limit} connections from one address: start it with BANYU_MQTT_MAX_CONNECTIONS_PER_ADDRESS=${devices.length} or more, or the rest is refused.`,
      { news: 'limit', limit },
    );
  }
  const fleet = startFleet(
    {
      url,
      devices,
      backlogPath: paths.fleetBacklog,
      maxBacklogSamples: options.backlog,
      connectsPerSecond: options.connectsPerSecond,
      ...(ca !== undefined && { ca }),
      ...(account !== undefined && { account }),
    },
    {
      clock: systemClock,
      random: Math.random,
      // What is usual when a broker is away would fill the terminal: it is in the figures.
      log: createLogger(config).child({ part: 'devices' }, { level: 'error' }),
    },
  );
  await runFleet(fleet, {
    view,
    signal,
    ...(options.for !== undefined && { forMs: options.for }),
    ...(options.outage !== undefined && { outageMs: options.outage }),
  });
}

function intervalOf({ rate, interval }: DevicesOptions, devices: number): number {
  return rate === undefined ? (interval ?? DEFAULT_INTERVAL_MS) : Math.round((devices / rate) * 1_000);
}

function brokerOf({ mqtt }: Config): string {
  if (mqtt.enabled && mqtt.tcp !== null) return `mqtt://${mqtt.tcp.host}:${mqtt.tcp.port}`;
  throw new ConfigurationError(
    'This Banyu has no broker that listens on mqtt.tcp: say where the devices report to with --broker.',
  );
}

function accountOf({ username, passwordFile, identities }: DevicesOptions): Account | undefined {
  if (username === undefined) {
    if (passwordFile === undefined) return undefined;
    throw new InvalidInputError('--password-file needs --username.');
  }
  if (identities !== undefined) {
    throw new InvalidInputError(
      '--username is one account for all, --identities one for each: give one of them.',
    );
  }
  return { username, password: passwordFile === undefined ? '' : readSecret(passwordFile) };
}

async function identitiesFor(
  options: DevicesOptions,
  paths: ReturnType<typeof pathsIn>,
  signal: AbortSignal,
): Promise<readonly DeviceIdentity[]> {
  const makesIdentities = options.identities === undefined && options.username === undefined;
  if (options.sign && !makesIdentities) {
    throw new InvalidInputError(
      '--sign registers keys where this Banyu keeps its data: leave out --identities (its devices sign when they have ' +
        'a signingKey) and --username.',
      { field: 'sign' },
    );
  }
  if (options.identities !== undefined) {
    const all = [...readIdentities(options.identities).values()];
    const { devices = all.length } = options;
    if (all.length < devices || all.length === 0) {
      throw new InvalidInputError(
        `${options.identities} has ${all.length} identities, expected ${Math.max(1, devices)} or more.`,
        { field: 'identities' },
      );
    }
    checkOpenFiles(devices);
    return all.slice(0, devices);
  }
  const { plants, prefix, devices = DEFAULT_DEVICES } = options;
  checkOpenFiles(devices);
  const planned = planFleet({ plants, prefix, devices });
  if (options.username !== undefined) return planned.map((device) => ({ ...device, secret: '' }));
  await using registry = await openRegistry({ path: paths.registry });
  const where = { registry, identitiesPath: paths.fleetIdentities, signal };
  const identities = await withProgress('registering devices', (onProgress) =>
    registerFleet({ ...where, planned, onProgress }),
  );
  if (!options.sign) return identities;
  return await withProgress('registering keys', (onProgress) =>
    withSigningKeys({ ...where, identities, onProgress }),
  );
}

function viewFor(json: boolean): View {
  if (json) return jsonView(process.stdout);
  return process.stdout.isTTY ? terminalView(process.stdout) : lineView(process.stdout);
}
