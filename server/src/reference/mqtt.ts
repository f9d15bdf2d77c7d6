import {
  buildTopic,
  CHANNELS,
  type Channel,
  CommandReply,
  DeviceCommand,
  DeviceEvent,
  DeviceStatus,
  FLAG,
  PARAMETERS,
  QUALITY_TESTS,
  REJECT_REASONS,
  TELEMETRY_LIMITS,
  TelemetryMessage,
} from '@banyu/contracts';
import type { z } from 'zod';
import { fieldTable, isSchema, schemaOf } from './fields.ts';
import { code, page, table } from './markdown.ts';

interface ChannelText {
  readonly message: z.ZodType;
  readonly text: string;
}

const TEXTS: Readonly<Record<Channel, ChannelText>> = {
  telemetry: {
    message: TelemetryMessage,
    text: `Device → server, QoS 1. A sample has \`t\`, Unix time in ms (UTC), and parameters in their canonical unit; \`null\` where the
sensor gave no value. (device, \`boot\`, \`seq\`) names a message: delivered twice, it counts once. The acknowledgement
comes when the message lies on disk; without it, send the same message again.`,
  },
  status: { message: DeviceStatus, text: 'Device → server, retained, and as last will with `offline`.' },
  event: {
    message: DeviceEvent,
    text: 'Device → server, QoS 1: what people have to know when they read its data.',
  },
  command: {
    message: DeviceCommand,
    text: 'Server → device, QoS 1. It comes again at each subscription until it is answered; the same `id` is done once, and answered again.',
  },
  'command/reply': { message: CommandReply, text: 'Device → server, QoS 1.' },
};

/** The contract of devices: topics, messages, limits, parameters. */
export function mqttPage(): string {
  return page(
    'What devices and server say over MQTT',
    'MQTT 3.1.1 or 5. Client id = user name = the device id, the password is its secret; or a client certificate whose common name is the device id. A device may publish under its own plant and name, and listen to its own commands.',
    ...CHANNELS.flatMap((channel) => {
      const { message, text } = TEXTS[channel];
      return [`## ${code(buildTopic('<plant>', '<device>', channel))}`, text, ...tablesOf(message)];
    }),
    '## Limits of telemetry',
    limits(),
    '## Parameters',
    parameters(),
    '## Quality flags',
    `${Object.entries(FLAG)
      .map(([name, flag]) => `${flag} ${name}`)
      .join(', ')}. The tests that can raise one: ${QUALITY_TESTS.map(code).join(', ')}.`,
    '## Why something is rejected',
    `${REJECT_REASONS.map(code).join(', ')}. A wrong value costs nothing but itself, a wrong sample nothing but its values.`,
  );
}

/** One table, or one for each kind of message. */
function tablesOf(message: z.ZodType): string[] {
  const schema = schemaOf(message);
  const kinds = schema.oneOf ?? schema.anyOf;
  return Array.isArray(kinds) ? kinds.filter(isSchema).map(fieldTable) : [fieldTable(schema)];
}

function limits(): string {
  const { bytes, samples, values, aheadMs, horizonMs } = TELEMETRY_LIMITS;
  return table(
    ['what', 'at most'],
    [
      ['bytes of a message', String(bytes)],
      ['samples of a message', String(samples)],
      ['values of a sample', String(values)],
      ['a sample ahead of the server’s clock', `${aheadMs / 60_000} minutes`],
      ['a sample’s age, unless the plant says otherwise', `${horizonMs / 86_400_000} days`],
    ],
  );
}

function parameters(): string {
  return table(
    ['parameter', 'unit', 'UCUM', 'possible values', 'English', 'Indonesian'],
    Object.values(PARAMETERS).map(({ id, symbol, unit, span: [min, max], name }) => [
      code(id),
      symbol,
      code(unit),
      `${min} … ${max}`,
      name.en,
      name.id,
    ]),
  );
}
