// `node bench/src/simulator.ts [FILE]`: how fast the process model runs, and how far off it is, in the same run.
import { readFileSync } from 'node:fs';
import {
  Bsm1Plant,
  constantInfluent,
  createPlant,
  type InfluentSeries,
  POINTS,
  parseInfluentFile,
  rowDays,
  SNH,
  SNO,
  STATES,
  setInflow,
  solidsAt,
  weatherInfluent,
} from '@banyu/simulator';

const SECOND_DAYS = 1 / 86_400;
const STEPS_S = [30, 60, 75, 90, 100] as const;
/** The yardstick's. */
const REFERENCE_S = 5;
const JUDGED_FROM_DAY = 7;
const ROWS_PER_DAY = 96;
const REPEATS = 15;

export interface SimulatorFigures {
  readonly stepSeconds: number;
  /** Of each simulated day the best of the repeats: what the machine does when nothing else runs on it. */
  readonly daysPerSecond: number;
  /** Largest relative error of the second week's average effluent ammonia, nitrate and solids. */
  readonly averageError: number;
  /** Largest error of the effluent's ammonia at any sample, g/m³. */
  readonly ammoniaError: number;
}

interface Run {
  /** Of each simulated day. */
  readonly seconds: readonly number[];
  readonly averages: readonly number[];
  readonly ammonia: Float64Array;
}

/** Runs the weather in the open loop from the steady state, with several steps, against small explicit ones. */
export function measureSimulator(weather: InfluentSeries, repeats: number): readonly SimulatorFigures[] {
  const steady = new Bsm1Plant();
  setInflow(steady.inflow, constantInfluent(1), 0);
  steady.advance(200);
  const reference = runWeather(weather, new Bsm1Plant({ solver: 'explicit' }), steady, REFERENCE_S);
  return STEPS_S.map((stepSeconds) => {
    const plant = new Bsm1Plant();
    const runs = Array.from({ length: repeats }, () => runWeather(weather, plant, steady, stepSeconds));
    const [run] = runs;
    if (run === undefined) throw new Error(`${repeats} repeats, expected 1 or more`);
    const seconds = run.seconds.map((_, day) =>
      Math.min(...runs.map((each) => each.seconds[day] ?? Number.NaN)),
    );
    return {
      stepSeconds,
      daysPerSecond: seconds.length / seconds.reduce((sum, day) => sum + day, 0),
      averageError: Math.max(
        ...run.averages.map((average, i) => Math.abs(average / (reference.averages[i] ?? Number.NaN) - 1)),
      ),
      ammoniaError: Math.max(
        ...run.ammonia.map((value, row) => Math.abs(value - (reference.ammonia[row] ?? Number.NaN))),
      ),
    };
  });
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const CITY_DAYS = 365;

/** Runs the city plant for a year, and looks at all of its points every minute. */
export function measureCity(): { readonly seconds: number; readonly daysPerSecond: number } {
  const startMs = Date.UTC(2026, 0, 1);
  const plant = createPlant({ startMs });
  const begin = process.hrtime.bigint();
  let fastest = Number.POSITIVE_INFINITY;
  for (let day = 0; day < CITY_DAYS; day++) {
    const dayBegin = process.hrtime.bigint();
    for (let minute = 1; minute <= 1_440; minute++) {
      plant.advance(startMs + day * DAY_MS + minute * MINUTE_MS);
      for (const point of POINTS) plant.at(point);
    }
    fastest = Math.min(fastest, Number(process.hrtime.bigint() - dayBegin) / 1e9);
  }
  return { seconds: Number(process.hrtime.bigint() - begin) / 1e9, daysPerSecond: 1 / fastest };
}

function runWeather(weather: InfluentSeries, plant: Bsm1Plant, from: Bsm1Plant, stepSeconds: number): Run {
  plant.state.set(from.state);
  const effluent = new Float64Array(STATES);
  const ammonia = new Float64Array(weather.flow.length);
  const loads = [0, 0, 0];
  let volume = 0;
  const seconds: number[] = [];
  let begin = process.hrtime.bigint();
  for (let row = 0; row < weather.flow.length; row++) {
    setInflow(plant.inflow, weather, row);
    const days = rowDays(weather, row);
    plant.advance(days, stepSeconds * SECOND_DAYS);
    plant.effluent(effluent);
    ammonia[row] = effluent[SNH] ?? Number.NaN;
    if ((row + 1) % ROWS_PER_DAY === 0) {
      const now = process.hrtime.bigint();
      seconds.push(Number(now - begin) / 1e9);
      begin = now;
    }
    if ((weather.times[row] ?? 0) < JUDGED_FROM_DAY) continue;
    const water = plant.flows.effluent * days;
    volume += water;
    [effluent[SNH], effluent[SNO], solidsAt(effluent, 0)].forEach((value, i) => {
      loads[i] = (loads[i] ?? 0) + water * (value ?? Number.NaN);
    });
  }
  return { seconds, averages: loads.map((load) => load / volume), ammonia };
}

if (import.meta.main) {
  const file = process.argv[2];
  const weather = file === undefined ? weatherInfluent('dry') : parseInfluentFile(readFileSync(file, 'utf8'));
  console.log(
    `BSM1, ${weather.endDays.toFixed(0)} days of ${file ?? 'our own dry weather'}, one core, each day’s best of ${REPEATS}:\n`,
  );
  console.log('  step    simulated days/s    error of averages    largest error of ammonia, g/m³');
  for (const figures of measureSimulator(weather, REPEATS)) {
    console.log(
      [
        `${figures.stepSeconds} s`.padStart(6),
        figures.daysPerSecond.toFixed(0).padStart(20),
        figures.averageError.toExponential(1).padStart(21),
        figures.ammoniaError.toExponential(1).padStart(35),
      ].join(''),
    );
  }
  const city = measureCity();
  console.log(
    `\nThe city plant, ${CITY_DAYS} days, all points looked at every minute: ${city.seconds.toFixed(1)} s; its fastest day ${city.daysPerSecond.toFixed(0)} days/s`,
  );
}
