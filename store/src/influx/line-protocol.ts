import type { ReadingBatch, SeriesKey } from '@banyu/contracts';
import { fieldsOf, isReservedName, RECEIVED, SETTINGS, TELEMETRY } from './fields.ts';

// Format: https://docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference/

/** What of a line is the same for all readings of a series. */
export interface LineParts {
  /** Measurement and tags. */
  readonly head: string;
  /** Field names, each with its `=`. */
  readonly value: string;
  readonly flag: string;
  readonly tests: string;
  readonly settings: string;
  readonly received: string;
}

export function linePartsOf(key: SeriesKey): LineParts {
  const fields = fieldsOf(escapeName(key.parameter));
  return {
    head: lineHead(TELEMETRY, key),
    value: `${fields.value}=`,
    flag: `${fields.flag}=`,
    tests: `${fields.tests}=`,
    settings: `${fields.settings}=`,
    received: `${fields.received}=`,
  };
}

/** Measurement and tags of a line. */
export function lineHead(measurement: string, tags: Pick<SeriesKey, 'plant' | 'point' | 'device'>): string {
  const [plant, point, device] = [tags.plant, tags.point, tags.device].map(escapeName);
  return `${measurement},device=${device},plant=${plant},point=${point}`;
}

/** A tag key, tag value or field key; it must not be one that `unwritable` names. */
export function escapeName(name: string): string {
  return name.replace(/[,= ]/g, '\\$&');
}

/** Control characters end a line or a request; a backslash cannot be told from an escape at the end of a name. */
const NOT_IN_A_NAME = /[\p{Cc}\\]/u;

/** Why readings of this series cannot be told apart in line protocol, or undefined when they can. */
export function unwritable(key: SeriesKey): string | undefined {
  for (const part of ['plant', 'point', 'device', 'parameter'] as const) {
    const name = key[part];
    if (name === '' || NOT_IN_A_NAME.test(name) || !name.isWellFormed()) {
      return `${part} is ${JSON.stringify(name)}: InfluxDB takes no empty name, control character or backslash`;
    }
  }
  return isReservedName(key.parameter)
    ? `parameter "${key.parameter}" is a name that the store uses itself`
    : undefined;
}

/** Rows of a batch on their way into lines. */
export interface LinePlan {
  readonly batch: ReadingBatch;
  /** By index of the batch's series; of those that rows belong to. */
  readonly parts: readonly (LineParts | undefined)[];
  /** Rows to write; those of one line are neighbours. */
  readonly rows: readonly number[];
  /** By row: the line it belongs to. */
  readonly line: Uint32Array;
  /** By row: 1 where the receive time goes into a field of the reading's own, 0 where the line carries it. */
  readonly ownReceived: Uint8Array;
  /** The same for the settings version. */
  readonly ownSettings: Uint8Array;
}

/** Rows as line protocol with times in ms. Whatever part of a plan is written, each row brings the same fields. */
export function encodeLines(
  plan: LinePlan,
  rows: readonly number[],
): { readonly text: string; readonly lines: number } {
  const { batch, parts, line, ownReceived, ownSettings } = plan;
  let encoded = '';
  let lines = 0;
  let current = -1;
  let received = '';
  let settings = '';
  let end = '';
  for (const row of rows) {
    const part = parts[batch.seriesIndex[row] as number] as LineParts;
    if (line[row] === current) {
      encoded += ',';
    } else {
      encoded += `${received}${settings}${end}${part.head} `;
      lines++;
      current = line[row] as number;
      received = '';
      settings = '';
      end = ` ${batch.t[row]}\n`;
    }
    const value = batch.value[row] as number;
    if (!Number.isNaN(value)) encoded += `${part.value}${decimal(value)},`;
    encoded += `${part.flag}${batch.flag[row]}i`;
    if (batch.tests[row] !== 0) encoded += `,${part.tests}${batch.tests[row]}i`;
    if (ownReceived[row] === 1) encoded += `,${part.received}${batch.receivedAt[row]}i`;
    else if (received === '') received = `,${RECEIVED}=${batch.receivedAt[row]}i`;
    const version = batch.settingsVersion[row] as number;
    if (ownSettings[row] === 1) encoded += `,${part.settings}${version}i`;
    else if (settings === '' && version !== 0) settings = `,${SETTINGS}=${version}i`;
  }
  return { text: encoded + received + settings + end, lines };
}

/** Lines that give readings which are there another flag, tests and settings version; times in ms. */
export function encodeFlags(batch: ReadingBatch, rows: readonly number[]): string {
  const parts = batch.series.map(linePartsOf);
  return rows
    .map((row) => {
      const { head, flag, tests, settings } = parts[batch.seriesIndex[row] as number] as LineParts;
      const fields = [
        `${flag}${batch.flag[row]}i`,
        `${tests}${batch.tests[row]}i`,
        `${settings}${batch.settingsVersion[row]}i`,
      ];
      return `${head} ${fields.join(',')} ${batch.t[row]}\n`;
    })
    .join('');
}

/** The shortest decimal that reads back as the same double. */
export function decimal(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
