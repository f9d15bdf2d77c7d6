import { CommandId, type CommandReply, DeviceCommand, type DeviceConfiguration } from '@banyu/contracts';

/** Answers kept for commands that come twice: QoS 1 may, and a server that missed a reply asks again. */
const MAX_REMEMBERED = 32;
const MAX_DETAIL = 500;

/** What can be asked of a device. A refusal is a reason; undefined means done, or begun. */
export interface CommandPorts {
  /** Unix ms by the device's clock; undefined while that cannot be trusted. */
  now(): number | undefined;
  setInterval(intervalMs: number): string | undefined;
  calibrate(parameter: string, minutes: number): string | undefined;
  /** Is called after the reply has been given. */
  reboot(): void;
  configuration(): DeviceConfiguration;
  reply(payload: string): void;
  /** A message that names no command to answer to. */
  unreadable(reason: string): void;
}

type Answer = Pick<CommandReply, 'outcome' | 'detail' | 'configuration'>;

/** Takes commands in and answers each; one that comes again gets its answer again, and is not done twice. */
export class CommandDesk {
  readonly #ports: CommandPorts;
  readonly #answered = new Map<string, string>();

  constructor(ports: CommandPorts) {
    this.#ports = ports;
  }

  receive(payload: string): void {
    const json = parseJson(payload);
    const id = CommandId.safeParse(
      typeof json === 'object' && json !== null && 'id' in json ? json.id : undefined,
    );
    if (!id.success) {
      this.#ports.unreadable('a command without an id');
      return;
    }
    const before = this.#answered.get(id.data);
    if (before !== undefined) {
      this.#ports.reply(before);
      return;
    }
    const command = DeviceCommand.safeParse(json);
    const answer: Answer = command.success
      ? this.#obey(command.data)
      : { outcome: 'refused', detail: `not a command of the contract: ${command.error.issues[0]?.message}` };
    const t = this.#ports.now();
    const reply: CommandReply = {
      v: 1,
      id: id.data,
      ...(t === undefined ? {} : { t }),
      ...shortened(answer),
    };
    this.#remember(id.data, JSON.stringify(reply));
    this.#ports.reply(JSON.stringify(reply));
    if (command.data?.command === 'reboot' && answer.outcome === 'done') this.#ports.reboot();
  }

  #obey(command: DeviceCommand): Answer {
    const now = this.#ports.now();
    if (now === undefined) return { outcome: 'refused', detail: 'the clock cannot be trusted yet' };
    if (now > command.validUntil) return { outcome: 'expired' };
    switch (command.command) {
      case 'set-interval':
        return answerOf(this.#ports.setInterval(command.intervalSeconds * 1_000));
      case 'calibrate':
        return answerOf(this.#ports.calibrate(command.parameter, command.minutes));
      case 'reboot':
        return { outcome: 'done' };
      case 'report-configuration':
        return { outcome: 'done', configuration: this.#ports.configuration() };
    }
  }

  #remember(id: string, reply: string): void {
    this.#answered.set(id, reply);
    for (const oldest of this.#answered.keys()) {
      if (this.#answered.size <= MAX_REMEMBERED) return;
      this.#answered.delete(oldest);
    }
  }
}

function answerOf(refusal: string | undefined): Answer {
  return refusal === undefined ? { outcome: 'done' } : { outcome: 'refused', detail: refusal };
}

function shortened(answer: Answer): Answer {
  return answer.detail === undefined ? answer : { ...answer, detail: answer.detail.slice(0, MAX_DETAIL) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
