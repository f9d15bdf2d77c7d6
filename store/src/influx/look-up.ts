import { numberIn } from './answer.ts';
import { fieldsOf } from './fields.ts';
import type { InfluxHttp } from './http.ts';
import { BY_PLACE, identifier, instant, ofDevices, where } from './influxql.ts';

/** Devices named in one statement. */
const DEVICES_PER_STATEMENT = 100;
/** Times of a device this far apart are looked up separately, so that what lies between is not read. */
const STRETCH_GAP_MS = 10 * 60_000;

/** When each device has each field last, by its place. Devices without the field are not listed. */
export async function* newestOf(
  http: InfluxHttp,
  telemetry: string,
  devicesByField: ReadonlyMap<string, ReadonlySet<string>>,
): AsyncGenerator<{
  readonly field: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly t: number;
}> {
  const statements: string[] = [];
  const fields: string[] = [];
  for (const [field, devices] of devicesByField) {
    for (const some of chunksOf([...devices], DEVICES_PER_STATEMENT)) {
      statements.push(
        `SELECT last(${identifier(field)}) FROM ${telemetry}${where(ofDevices(some))}${BY_PLACE}`,
      );
      fields.push(field);
    }
  }
  for await (const { statement, tags, rows } of http.query(statements)) {
    yield { field: fields[statement] ?? '', tags, t: numberIn(rows[0]?.[0]) };
  }
}

/** Which readings of a device are asked for: each of the parameters at each of the times. */
export interface Wanted {
  readonly parameters: Set<string>;
  readonly times: Set<number>;
}

/** The readings that the store holds of those wanted, by device; value is NaN where there was none. */
export async function* storedReadings(
  http: InfluxHttp,
  telemetry: string,
  wantedByDevice: ReadonlyMap<string, Wanted>,
): AsyncGenerator<{
  readonly plant: string;
  readonly point: string;
  readonly device: string;
  readonly parameter: string;
  readonly t: number;
  readonly value: number;
}> {
  const questions = questionsFor(wantedByDevice);
  const statements = questions.map(({ devices, parameters, first, last }) => {
    const fields = parameters.map(fieldsOf).flatMap(({ value, flag }) => [value, flag]);
    const range = [`time >= ${instant(first)}`, `time <= ${instant(last)}`];
    return `SELECT ${fields.map(identifier).join(', ')} FROM ${telemetry}${where(ofDevices(devices), ...range)}${BY_PLACE}`;
  });
  for await (const { statement, tags, rows } of http.query(statements)) {
    const { plant = '', point = '', device = '' } = tags;
    const times = wantedByDevice.get(device)?.times;
    const parameters = questions[statement]?.parameters ?? [];
    for (const [time, ...cells] of rows) {
      const t = numberIn(time);
      if (times?.has(t) !== true) continue;
      for (const [i, parameter] of parameters.entries()) {
        const isThere = (cells[2 * i + 1] ?? null) !== null;
        if (isThere) yield { plant, point, device, parameter, t, value: numberIn(cells[2 * i]) };
      }
    }
  }
}

/** One statement: devices that are asked for nearly the same stretch of time. */
interface Question {
  readonly devices: string[];
  readonly parameters: string[];
  readonly first: number;
  readonly last: number;
}

/** Few questions that cover all that is wanted and little else: a backlog of many devices is asked for together. */
function questionsFor(wantedByDevice: ReadonlyMap<string, Wanted>): Question[] {
  const stretches = [...wantedByDevice].flatMap(([device, { parameters, times }]) =>
    stretchesOf(times).map(([first, last]) => ({ device, parameters, first, last })),
  );
  const slot = (t: number): number => Math.floor(t / STRETCH_GAP_MS);
  const alike = Map.groupBy(stretches, ({ first, last }) => `${slot(first)} ${slot(last)}`);
  return [...alike.values()].flatMap((some) =>
    chunksOf(some, DEVICES_PER_STATEMENT).map((chunk) => ({
      devices: [...new Set(chunk.map(({ device }) => device))],
      parameters: [...new Set(chunk.flatMap(({ parameters }) => [...parameters]))],
      first: Math.min(...chunk.map(({ first }) => first)),
      last: Math.max(...chunk.map(({ last }) => last)),
    })),
  );
}

/** Times as first and last of each run without a wide gap. */
function stretchesOf(times: Iterable<number>): [first: number, last: number][] {
  const runs: [number, number][] = [];
  for (const t of Float64Array.from(times).sort()) {
    const run = runs.at(-1);
    if (run !== undefined && t - run[1] <= STRETCH_GAP_MS) run[1] = t;
    else runs.push([t, t]);
  }
  return runs;
}

function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let i = 0; i < items.length; i += size) chunks.push(items.slice(i, i + size));
  return chunks;
}
