import { randomUUID } from 'node:crypto';
import { isId, parseTopic } from '@banyu/contracts';
import type { AedesOptions, AuthenticateError, ConnectPacket } from 'aedes';
import { DeviceAccess, ObserverAccess } from './access.ts';
import { addressKey } from './address-key.ts';
import { CheckQueue } from './check-queue.ts';
import { DeviceConnection } from './connection.ts';
import type { BrokerLimits } from './limits.ts';
import { LoginLocks, type LoginPlace } from './login-locks.ts';
import { observerName, observerUser } from './observer-name.ts';
import type { BrokerPorts, Credential, Identity } from './ports.ts';
import type { QuietLog } from './quiet-log.ts';
import type { Counters, LoginRefusal } from './statistics.ts';

type PreConnect = NonNullable<AedesOptions['preConnect']>;
type Authenticate = NonNullable<AedesOptions['authenticate']>;

/**
 * The return code of CONNACK (MQTT 3.1.1 table 3.1) for each refusal: 2 identifier rejected, 3 server
 * unavailable, 4 bad user name or password, 5 not authorized. A wrong secret, an unknown device and a
 * locked one are told the same.
 */
const RETURN_CODE = {
  'client-id': 2,
  'not-accepting': 3,
  busy: 3,
  timeout: 3,
  'identify-failed': 3,
  credential: 4,
  'locked-out': 4,
  'client-gone': 3,
  anonymous: 5,
  certificate: 5,
  will: 5,
} as const satisfies Record<LoginRefusal, number>;

/** Bytes of an observer's client id. */
const MAX_OBSERVER_CLIENT_ID = 128;

class LoginError extends Error implements AuthenticateError {
  override readonly name = 'LoginError';
  readonly returnCode: AuthenticateError['returnCode'];

  constructor(refusal: LoginRefusal) {
    super(`Log-in refused: ${refusal}`);
    this.returnCode = RETURN_CODE[refusal];
  }
}

interface LoginParts {
  readonly ports: BrokerPorts;
  readonly limits: BrokerLimits;
  readonly counters: Counters;
  readonly log: QuietLog;
  readonly isOnline: (device: string) => boolean;
  readonly observersOnline: () => number;
  /** Ms of a clock that does not run backwards. */
  readonly monotonicNow: () => number;
}

/** An answer to a log-in: whoever was found, nobody, or why it was not looked for. */
type Found<Who> = Who | undefined | LoginRefusal;

/** Who is it: from CONNECT to the device or observer behind it, or a refusal that the client is told. */
export class Login {
  readonly #parts: LoginParts;
  readonly #locks: LoginLocks;
  readonly #checks: CheckQueue;

  constructor(parts: LoginParts) {
    this.#parts = parts;
    this.#locks = new LoginLocks(parts.limits);
    this.#checks = new CheckQueue(parts.limits.concurrentLogins, parts.limits.waitingLogins);
  }

  /** Log-ins waiting for their check. */
  get waiting(): number {
    return this.#checks.waiting;
  }

  /**
   * Changes CONNECT to what this broker grants: no session outlives its connection, none idles for ever.
   * A refusal is kept for `authenticate`, because only from there the client gets an answer.
   */
  readonly preConnect: PreConnect = (client, packet, done) => {
    const connection = client.conn;
    if (!(connection instanceof DeviceConnection)) {
      done(new Error('Not one of our connections'), false);
      return;
    }
    const { limits } = this.#parts;
    const wantsSession = packet.clean === false;
    packet.clean = true;
    packet.keepalive ||= limits.keepaliveSeconds;
    const { will } = packet;
    connection.observer = observerName(packet.username);
    if (connection.observer !== undefined) {
      connection.loginRefusal = prepareObserver(packet, connection.observer, wantsSession);
      done(null, true);
      return;
    }
    if (will !== undefined) {
      will.payload = Buffer.from(will.payload); // kept as long as the connection, so not with all of its chunk
      const topic = parseTopic(will.topic);
      const own = topic?.device === packet.clientId && topic.channel === 'status';
      const fits = will.payload.length > 0 && will.payload.length <= limits.willBytes;
      connection.willTopic = will.topic;
      if (!own || !fits) connection.loginRefusal = 'will';
    }
    if (!isId(packet.clientId)) connection.loginRefusal = 'client-id';
    done(null, true);
  };

  readonly authenticate: Authenticate = (client, username, password, done) => {
    const connection = client.conn;
    if (!(connection instanceof DeviceConnection)) {
      done(new LoginError('identify-failed'), false);
      return;
    }
    const address = addressKey(connection.origin.address);
    const accept = (place: LoginPlace): void => {
      this.#locks.succeed(place);
      this.#parts.counters.loginsAccepted += 1;
      done(null, true);
    };
    const refuse = (place: LoginPlace, refusal: LoginRefusal): void => {
      this.#refused(connection, place, refusal);
      done(new LoginError(refusal), false);
    };

    if (connection.observer !== undefined) {
      const place = { address, device: observerUser(connection.observer) };
      this.#authenticateObserver(connection, place, connection.observer, password, (found) => {
        if (typeof found === 'string') return refuse(place, found);
        connection.access = new ObserverAccess();
        accept(place);
      });
      return;
    }
    const device = client.id;
    const place = { address, device };
    this.#authenticateDevice(connection, place, username, password, (found) => {
      if (typeof found === 'string') return refuse(place, found);
      if (this.#parts.isOnline(device)) this.#parts.counters.takenOver += 1; // [MQTT-3.1.4-2]
      connection.identity = found;
      connection.access = new DeviceAccess(found);
      accept(place);
    });
  };

  #authenticateDevice(
    connection: DeviceConnection,
    place: LoginPlace,
    username: string | undefined,
    password: Buffer | undefined,
    answer: (found: Identity | LoginRefusal) => void,
  ): void {
    const { device } = place;
    const credential =
      connection.loginRefusal ??
      this.#refusalUnchecked(place) ??
      offeredCredential(device, connection.origin.certificateName, username, password);
    if (typeof credential === 'string') {
      answer(credential);
      return;
    }
    this.#check(
      connection,
      place,
      () => this.#parts.ports.identify(credential),
      (found) => answer(judge(connection, device, found)),
    );
  }

  /** An observer proves itself by its secret alone, whatever certificate it came with. */
  #authenticateObserver(
    connection: DeviceConnection,
    place: LoginPlace,
    name: string,
    password: Buffer | undefined,
    answer: (found: true | LoginRefusal) => void,
  ): void {
    const { ports, limits, observersOnline } = this.#parts;
    const refusal = connection.loginRefusal ?? this.#refusalUnchecked(place);
    if (refusal !== undefined) {
      answer(refusal);
      return;
    }
    const verify = async (): Promise<true | undefined> =>
      password !== undefined && (await ports.identifyObserver?.(name, password)) === true ? true : undefined;
    this.#check(connection, place, verify, (found) => {
      if (found === true && connection.destroyed) answer('client-gone');
      else if (found === true && observersOnline() >= limits.observers) answer('busy');
      else answer(found ?? 'credential');
    });
  }

  #refusalUnchecked({ address, device }: LoginPlace): LoginRefusal | undefined {
    // Who wants to see what is wrong is let in most of all while nothing can be kept.
    if (observerName(device) === undefined && !this.#parts.ports.accepting()) return 'not-accepting';
    return this.#locks.isLocked({ address, device }, this.#parts.monotonicNow()) ? 'locked-out' : undefined;
  }

  /** Has the credential checked when its turn comes, and answers once, within the time-out. */
  #check<Who extends object | true>(
    connection: DeviceConnection,
    place: LoginPlace,
    verify: () => Promise<Who | undefined>,
    answer: (found: Found<Who>) => void,
  ): void {
    const { limits, log } = this.#parts;
    const closed = Promise.withResolvers<void>();
    let open = true;
    const close = (found: Found<Who>): void => {
      if (!open) return;
      open = false;
      clearTimeout(timer);
      answer(found);
      closed.resolve();
    };
    const timer = setTimeout(() => close('timeout'), limits.loginTimeoutMs);

    const check = async (): Promise<void> => {
      // While it waited, the client may have left, or others may have had the place locked.
      const refusal = connection.destroyed ? 'client-gone' : this.#refusalUnchecked(place);
      if (refusal !== undefined) close(refusal);
      if (!open) return;
      try {
        close(await verify());
      } catch (err) {
        log.warn({ err, device: place.device }, 'The credential check failed');
        close('identify-failed');
      }
    };
    // A check that hangs gives its place back at the time-out, lest it hold up the others.
    if (!this.#checks.enter(() => Promise.race([check(), closed.promise]))) close('busy');
  }

  #refused(connection: DeviceConnection, place: LoginPlace, refusal: LoginRefusal): void {
    const { counters, log, monotonicNow } = this.#parts;
    counters.loginsRefused[refusal] += 1;
    const facts = { ...place, transport: connection.origin.transport, refusal };
    log.warn(facts, 'Log-in refused');
    if (refusal !== 'credential' && refusal !== 'certificate') return;
    const locked = this.#locks.fail(place, monotonicNow());
    if (locked !== undefined) log.warn({ ...facts, locked }, 'Too many failed log-ins: locked for a while');
  }
}

/**
 * Makes an observer's CONNECT one that cannot meet a device's: its client id, which may be any or none, becomes one
 * that no device has. Gives why the log-in is to be refused whatever its secret.
 */
function prepareObserver(
  packet: ConnectPacket,
  name: string,
  wantsSession: boolean,
): LoginRefusal | undefined {
  const { clientId } = packet;
  packet.clientId = `${observerUser(name)}:${clientId === '' ? randomUUID() : clientId}`;
  if (name === '') return 'credential';
  if (packet.will !== undefined) return 'will';
  if (clientId === '' && wantsSession) return 'client-id'; // [MQTT-3.1.3-8]
  return Buffer.byteLength(clientId) > MAX_OBSERVER_CLIENT_ID ? 'client-id' : undefined;
}

/** What the client offers to prove who it is, or why that is no offer. */
function offeredCredential(
  device: string,
  certificateName: string | undefined,
  username: string | undefined,
  password: Buffer | undefined,
): Credential | LoginRefusal {
  const named = username !== undefined && username !== '';
  const secret = password !== undefined && password.length > 0 ? password : undefined;
  if (certificateName !== undefined && certificateName !== device) return 'certificate';
  if (named && username !== device) return 'credential';
  if (named && secret !== undefined) return { kind: 'secret', device, secret };
  if (certificateName !== undefined && secret === undefined) return { kind: 'certificate', device };
  return named || secret !== undefined ? 'credential' : 'anonymous';
}

function judge(
  connection: DeviceConnection,
  device: string,
  found: Identity | undefined | LoginRefusal,
): Identity | LoginRefusal {
  if (found === undefined) return 'credential';
  if (typeof found === 'string') return found;
  if (connection.destroyed) return 'client-gone';
  if (found.device !== device) return 'identify-failed';
  const { willTopic } = connection;
  return willTopic === undefined || willTopic === new DeviceAccess(found).statusTopic ? found : 'will';
}
