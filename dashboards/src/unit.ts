import { type ParameterId, parameterOf } from '@banyu/contracts';

/** How Grafana writes a value. */
export interface Unit {
  /** Grafana's id of a unit; one that it does not know is written as `suffix:`. */
  readonly unit: string;
  /** Undefined: as many as the value has. */
  readonly decimals?: number;
}

/** Units that Grafana knows by a name of its own, by the contract's symbol. */
const KNOWN: Readonly<Record<string, string>> = { '°C': 'celsius', pH: 'none' };

/** A parameter's unit and decimals as the contract has them. */
export function unitOf(parameter: ParameterId): Unit {
  const known = parameterOf(parameter);
  if (known === undefined) throw new RangeError(`no parameter is called ${parameter}`);
  return { unit: KNOWN[known.symbol] ?? `suffix:${known.symbol}`, decimals: known.decimals };
}

export const CUBIC_METRES: Unit = { unit: 'suffix:m³', decimals: 0 };
export const HOURS: Unit = { unit: 'suffix:h', decimals: 0 };
export const KILOGRAMS_PER_DAY: Unit = { unit: 'suffix:kg/d', decimals: 1 };
/** A share between 0 and 1, written as per cent. */
export const SHARE: Unit = { unit: 'percentunit', decimals: 0 };
export const COUNT: Unit = { unit: 'short', decimals: 0 };
export const RATE: Unit = { unit: 'suffix:/s', decimals: 2 };
export const SECONDS: Unit = { unit: 's', decimals: 2 };
export const BYTES: Unit = { unit: 'bytes', decimals: 1 };
/** An instant in ms, written as how long ago it is. */
export const AGO: Unit = { unit: 'dateTimeFromNow', decimals: 0 };
/** Parameters of different units. */
export const NO_UNIT: Unit = { unit: 'none', decimals: 2 };
