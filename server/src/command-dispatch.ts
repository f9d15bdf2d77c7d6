import type { Broker } from '@banyu/broker';
import {
  type ApiDeviceCommand,
  CommandReply,
  ConflictError,
  type DeviceCommand,
  InvalidInputError,
  type NewDeviceCommand,
} from '@banyu/contracts';
import type { EventPage } from '@banyu/ingest';
import type { DeviceCommandRecord, DeviceCommands } from '@banyu/registry';

/** The part of a pino logger that is used here. */
interface DispatchLog {
  warn(facts: object, message: string): void;
}

export interface CommandDispatchParts {
  readonly commands: DeviceCommands;
  /** A page of what happened at the devices, newest first. */
  readonly events: (query: { readonly before?: number; readonly limit: number }) => Promise<EventPage>;
  readonly isOnline: (device: string) => boolean;
  /** Unix ms. */
  readonly clock: () => number;
  readonly log: DispatchLog;
}

const HOUR_MS = 3_600_000;
const VALID_MS = HOUR_MS;
const LONGEST_MS = 7 * 24 * HOUR_MS;
/** So long after a command has expired its answer is still looked for: it may have been given in time. */
const LATE_ANSWER_MS = 24 * HOUR_MS;
const SWEEP_EVERY_MS = 5_000;
const EVENTS_PAGE = 500;

/** A command without an answer. */
interface Open {
  readonly record: DeviceCommandRecord;
  /** Written to the connection that the device has now. */
  sent: boolean;
}

/**
 * Brings commands to devices. A command is kept in the registry first, then sent each time its device begins to
 * listen, until the device has answered or the command has expired: sessions of the broker keep nothing, and a device
 * that gets a command twice does it once. Answers arrive as everything else a device says, through ingest.
 */
export class CommandDispatch {
  readonly #parts: CommandDispatchParts;
  /** By device, and by the command's id in the order of asking. */
  readonly #open = new Map<string, Map<string, Open>>();
  #broker: Pick<Broker, 'command'> | undefined;
  /** Number of the newest event that was looked at. */
  #seen = 0;
  /** Whatever is sent and settled is so one after the other. */
  #turn: Promise<void> = Promise.resolve();
  #sweeping: NodeJS.Timeout | undefined;

  constructor(parts: CommandDispatchParts) {
    this.#parts = parts;
  }

  /** Goes on with what is open, over this broker. Without it, commands are only shown. */
  async start(broker: Pick<Broker, 'command'>): Promise<void> {
    const { commands, clock } = this.#parts;
    for (const record of await commands.unanswered(clock() - LATE_ANSWER_MS)) this.#add(record);
    this.#broker = broker;
    this.#inTurn(() => this.#sweep());
    this.#sweeping = setInterval(() => this.#inTurn(() => this.#sweep()), SWEEP_EVERY_MS);
    this.#sweeping.unref();
  }

  /**
   * Keeps a command and sends it as soon as its device listens. Throws ConflictError without an embedded broker, and
   * what `DeviceCommands.add` throws.
   */
  async request(plant: string, device: string, input: NewDeviceCommand): Promise<ApiDeviceCommand> {
    const { commands, clock } = this.#parts;
    if (this.#broker === undefined) {
      throw new ConflictError(
        'Commands travel over the embedded broker, and this server runs without it (mqtt.enabled is false)',
      );
    }
    const now = clock();
    const { by, why = null, validUntil = now + VALID_MS, ...action } = input;
    if (validUntil <= now || validUntil > now + LONGEST_MS) {
      throw new InvalidInputError(`expected an instant within the next 7 days, got ${validUntil}`, {
        field: 'validUntil',
      });
    }
    const record = await commands.add({ plant, device, action, by, why, validUntil });
    this.#add(record);
    this.#inTurn(() => this.#send(device));
    return shown(record, now);
  }

  /** The commands of a device, newest first. Throws NotFoundError without that device at that plant. */
  async list(plant: string, device: string): Promise<readonly ApiDeviceCommand[]> {
    await this.#settled();
    const { commands, clock } = this.#parts;
    return (await commands.list(plant, device)).map((record) => shown(record, clock()));
  }

  /** Throws NotFoundError. */
  async get(plant: string, device: string, id: string): Promise<ApiDeviceCommand> {
    await this.#settled();
    const { commands, clock } = this.#parts;
    return shown(await commands.get(plant, device, id), clock());
  }

  /** To be called each time a device begins to listen for commands. */
  listening(device: string): void {
    const open = this.#open.get(device);
    if (open === undefined) return;
    this.#inTurn(async () => {
      await this.#settle();
      for (const command of open.values()) command.sent = false;
      await this.#send(device);
    });
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeping);
    this.#broker = undefined;
    await this.#turn;
  }

  #add(record: DeviceCommandRecord): void {
    const ofDevice = this.#open.get(record.device) ?? new Map<string, Open>();
    ofDevice.set(record.id, { record, sent: false });
    this.#open.set(record.device, ofDevice);
  }

  #remove(device: string, id: string): void {
    const ofDevice = this.#open.get(device);
    ofDevice?.delete(id);
    if (ofDevice?.size === 0) this.#open.delete(device);
  }

  /** A fault is told and costs this turn only: the sweep tries again. */
  #inTurn(work: () => Promise<void>): void {
    this.#turn = this.#turn.then(work).catch((err: unknown) => {
      this.#parts.log.warn({ err }, 'commands could not be looked after; tried again in a moment');
    });
  }

  async #settled(): Promise<void> {
    this.#inTurn(() => this.#settle());
    await this.#turn;
  }

  /** Sends the commands of a device that its connection has not been given yet. */
  async #send(device: string): Promise<void> {
    const { commands, clock, log } = this.#parts;
    for (const open of [...(this.#open.get(device)?.values() ?? [])]) {
      const { record } = open;
      if (open.sent || record.validUntil <= clock()) continue;
      const delivered = (): void => {
        commands.noteDelivered(record.id).catch((err: unknown) => {
          log.warn({ err, device, command: record.id }, 'a delivery could not be noted');
        });
      };
      const written = await this.#broker?.command(record.plant, device, payloadOf(record), delivered);
      if (written !== true) return;
      open.sent = true;
      await commands.noteSent(record.id);
    }
  }

  /** Takes the answers that came since the last time. */
  async #settle(): Promise<void> {
    if (this.#open.size === 0) return;
    const { commands, events } = this.#parts;
    const oldest = this.#oldestOpen();
    let newest = this.#seen;
    let before: number | undefined;
    pages: for (;;) {
      const page = await events({ limit: EVENTS_PAGE, ...(before !== undefined && { before }) });
      for (const { id, receivedAt, device, kind, payload } of page.events) {
        if (id <= this.#seen || (this.#seen === 0 && receivedAt < oldest)) break pages;
        newest = Math.max(newest, id);
        const reply = kind === 'command-reply' ? replyIn(payload) : undefined;
        // A device answers for itself alone.
        if (reply === undefined || this.#open.get(device)?.has(reply.id) !== true) continue;
        await commands.noteAnswered(reply.id, receivedAt, reply);
        this.#remove(device, reply.id);
      }
      if (page.next === null) break;
      before = page.next;
    }
    this.#seen = newest;
  }

  async #sweep(): Promise<void> {
    await this.#settle();
    const { clock, isOnline } = this.#parts;
    const now = clock();
    for (const [device, ofDevice] of this.#open) {
      for (const [id, { record }] of ofDevice) {
        if (record.validUntil + LATE_ANSWER_MS < now) this.#remove(device, id);
      }
      if (isOnline(device)) await this.#send(device);
    }
  }

  #oldestOpen(): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (const ofDevice of this.#open.values()) {
      for (const { record } of ofDevice.values()) oldest = Math.min(oldest, record.createdAt);
    }
    return oldest;
  }
}

/** The message to the device. */
function payloadOf({ id, validUntil, action }: DeviceCommandRecord): string {
  const message: DeviceCommand = { v: 1, id, validUntil, ...action };
  return JSON.stringify(message);
}

/** The reply in an event's payload; undefined when it is none. */
function replyIn(payload: string | null): CommandReply | undefined {
  try {
    return CommandReply.safeParse(JSON.parse(payload ?? '')).data;
  } catch {
    return undefined;
  }
}

function shown(record: DeviceCommandRecord, now: number): ApiDeviceCommand {
  const { reply, ...kept } = record;
  return {
    ...kept,
    state: stateOf(record, now),
    outcome: reply?.outcome ?? null,
    detail: reply?.detail ?? null,
    configuration: reply?.configuration ?? null,
  };
}

function stateOf(record: DeviceCommandRecord, now: number): ApiDeviceCommand['state'] {
  if (record.answeredAt !== null) return 'answered';
  if (record.validUntil <= now) return 'expired';
  if (record.deliveredAt !== null) return 'delivered';
  return record.sentAt === null ? 'waiting' : 'sent';
}
