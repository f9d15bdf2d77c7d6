import { type Broker, type BrokerOptions, type Certificate, startBroker } from '@banyu/broker';
import { ConfigurationError } from '@banyu/contracts';
import type { Journal, JournalState } from '@banyu/ingest';
import type { Registry } from '@banyu/registry';
import type { Logger } from 'pino';
import type { CommandDispatch } from './command-dispatch.ts';
import type { Config } from './config.ts';
import { isAccepting } from './journal-level.ts';
import type { Presence } from './presence.ts';
import { readPem } from './read-pem.ts';
import { VERSION } from './version.ts';

/** Starts the embedded broker: devices are who the registry says, and a message is kept when the journal has it. */
export async function openBroker(
  config: Config,
  parts: {
    readonly registry: Registry;
    readonly journal: Journal;
    readonly presence: Presence;
    readonly commands: CommandDispatch;
  },
  log: Logger,
): Promise<Broker> {
  const { registry, journal, presence, commands } = parts;
  try {
    return await startBroker(brokerOptions(config.mqtt), {
      identify: registry.identify,
      identifyObserver: (name, secret) => registry.observers.identify(name, secret),
      deliver: (delivery, done) => journal.append(delivery, done),
      accepting: () => isAccepting(journal.state().level),
      onPresence: ({ device, online, at }) => presence.note(device, online, at),
      onListening: ({ device }) => commands.listening(device),
      systemFigures: () => journalFigures(journal.state()),
      log,
    });
  } catch (error) {
    if (isAddressProblem(error)) {
      throw new ConfigurationError(
        `Cannot listen for MQTT: ${error.message}. Is another broker running? Set mqtt.tcp.port (BANYU_MQTT_TCP_PORT) to a free port.`,
        { cause: error },
      );
    }
    throw error;
  }
}

/** How far storing is behind what was acknowledged, and whether there is room for more. */
function journalFigures({ level, messages, bytes, committedMessages, lastCommitMs }: JournalState) {
  return {
    'journal/level': level,
    'journal/waiting/messages': messages,
    'journal/waiting/bytes': bytes,
    'journal/committed': committedMessages,
    ...(lastCommitMs !== undefined && { 'journal/last-commit-ms': Math.round(lastCommitMs) }),
  };
}

function brokerOptions(mqtt: Config['mqtt']): BrokerOptions {
  const { tcp, tls, websocket, insecurePlaintext } = mqtt;
  return {
    listeners: {
      ...(tcp !== null && { tcp }),
      ...(tls !== null && { tls: { host: tls.host, port: tls.port, ...readCertificate(tls) } }),
      ...(websocket !== null && { websocket }),
    },
    insecurePlaintext,
    version: VERSION,
    systemEveryMs: mqtt.statisticsSeconds * 1_000,
    limits: {
      connections: mqtt.maxConnections,
      connectionsPerAddress: mqtt.maxConnectionsPerAddress,
      packetsPerSecond: mqtt.maxMessagesPerSecond,
      packetsBurst: mqtt.maxMessagesPerSecond * 2,
    },
  };
}

/** The files of a TLS listener. Throws ConfigurationError that names the one it cannot read. */
export function readCertificate(files: NonNullable<Config['mqtt']['tls']>): Certificate {
  return {
    certificate: readPem(files.certificateFile),
    key: readPem(files.keyFile),
    ...(files.clientCaFile !== undefined && { clientCa: readPem(files.clientCaFile) }),
  };
}

/** Whether a listener failed for its address: taken, or not to be had. */
export function isAddressProblem(error: unknown): error is NodeJS.ErrnoException {
  return (
    error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')
  );
}
