import { FLAG, FLAGS, type Flag } from '@banyu/contracts';

/*
 * How readings lie in InfluxDB. One point per plant, point, device (tags) and time, with these fields:
 *
 *   <parameter>           float    the value; left out where the sensor gave none
 *   <parameter>_flag      integer  the quality flag; every reading has it, so it tells that a reading is there
 *   <parameter>_tests     integer  bits of the tests that raised the flag; left out when 0
 *   settings              integer  version of the settings that the readings of this point were judged by; left out when 0
 *   <parameter>_settings  integer  the same for one reading, where it differs from the point's or came later
 *   received              integer  when the server received the readings of this point, Unix ms
 *   <parameter>_received  integer  the same for one reading, where it differs from the point's or came later
 */

/** The measurement of the readings. */
export const TELEMETRY = 'telemetry';

/** The measurement of the hourly figures of readings that retention deleted; see `retention.ts`. */
export const HOURLY = 'telemetry_1h';

/** The measurement that remembers how far retention has come. */
export const RETENTION = 'telemetry_retention';

/** The field with the receive time that the readings of a point share. */
export const RECEIVED = 'received';

/** The field with the settings version that the readings of a point share. */
export const SETTINGS = 'settings';

/** The names of the fields of one parameter. */
export interface ParameterFields {
  readonly value: string;
  readonly flag: string;
  readonly tests: string;
  readonly settings: string;
  readonly received: string;
}

export function fieldsOf(parameter: string): ParameterFields {
  return {
    value: parameter,
    flag: `${parameter}_flag`,
    tests: `${parameter}_tests`,
    settings: `${parameter}_settings`,
    received: `${parameter}_received`,
  };
}

const OWN_SUFFIX = /_(flag|tests|settings|received)$/;
const RESERVED: ReadonlySet<string> = new Set(['time', 'plant', 'point', 'device', RECEIVED, SETTINGS]);

/** Whether the parameter's fields could be taken for something else. */
export function isReservedName(parameter: string): boolean {
  return RESERVED.has(parameter) || OWN_SUFFIX.test(parameter);
}

/** The parameter that a field belongs to. */
export function parameterOfField(field: string): string {
  return field.replace(OWN_SUFFIX, '');
}

/** The parameters among the fields of a measurement: those that have a flag. */
export function parametersAmong(fields: Iterable<string>): string[] {
  const flagged = [...fields].filter((field) => field.endsWith('_flag')).map(parameterOfField);
  return [...new Set(flagged)].sort();
}

/** A flag as it was stored; a number that no flag has counts as not evaluated. */
export function flagFrom(stored: number): Flag {
  return FLAGS.find((flag) => flag === stored) ?? FLAG.notEvaluated;
}
