import type { Delivery } from '@banyu/contracts';
import { type Broker, type BrokerOptions, type BrokerPorts, startBroker } from '../../src/index.ts';

type LogLine = {
  readonly level: 'info' | 'warn' | 'error';
  readonly facts: object;
  readonly message: string;
};

/** A delivery as ingest would keep it, and how to answer it. */
export interface Taken {
  readonly channel: Delivery['channel'];
  readonly device: string;
  readonly text: string;
  readonly done: (error?: Error) => void;
}

/** The rest of the house, played by the test. Devices and observers are known by `secret-of-<name>`. */
export interface Rig extends AsyncDisposable {
  readonly broker: Broker;
  readonly port: number;
  readonly taken: Taken[];
  readonly log: LogLine[];
  readonly presence: string[];
  /** `at-once`: done() is called in deliver(); `by-hand`: the test calls it. */
  answer: 'at-once' | 'by-hand';
  accepting: boolean;
  identify: BrokerPorts['identify'];
  identifyObserver: (name: string, secret: Uint8Array) => Promise<boolean>;
  /** Devices that subscribed to their commands, each time. */
  readonly listening: string[];
}

export const PLANT = 'ipal-test';

export function secretOf(device: string): string {
  return `secret-of-${device}`;
}

export async function startRig(options: Partial<BrokerOptions> = {}): Promise<Rig> {
  const taken: Taken[] = [];
  const log: LogLine[] = [];
  const presence: string[] = [];
  const listening: string[] = [];
  const line = (level: LogLine['level']) => (facts: object, message: string) => {
    log.push({ level, facts, message });
  };
  const state: Pick<Rig, 'answer' | 'accepting' | 'identify' | 'identifyObserver'> = {
    answer: 'at-once',
    accepting: true,
    identify: async (credential) => {
      const { device } = credential;
      const proven =
        credential.kind === 'certificate' || Buffer.from(credential.secret).toString() === secretOf(device);
      return proven && !device.startsWith('unknown') ? { plant: PLANT, device } : undefined;
    },
    identifyObserver: async (name, secret) => Buffer.from(secret).toString() === secretOf(name),
  };
  const broker = await startBroker(
    { listeners: { tcp: { host: '127.0.0.1', port: 0 } }, ...options },
    {
      identify: (credential) => state.identify(credential),
      identifyObserver: (name, secret) => state.identifyObserver(name, secret),
      onListening: ({ device }) => listening.push(device),
      systemFigures: () => ({ 'journal/messages': 7 }),
      deliver: ({ channel, device, payload }, done) => {
        taken.push({ channel, device, text: Buffer.from(payload).toString(), done });
        if (state.answer === 'at-once') done();
      },
      accepting: () => state.accepting,
      onPresence: ({ device, online }) => presence.push(`${device} ${online ? 'online' : 'offline'}`),
      log: { info: line('info'), warn: line('warn'), error: line('error') },
    },
  );
  return Object.assign(state, {
    broker,
    port: broker.addresses.tcp?.port ?? 0,
    taken,
    log,
    presence,
    listening,
    [Symbol.asyncDispose]: () => broker.close(),
  });
}
