import { describe, expect, it } from 'vitest';
import { CityPlant } from '../../src/city/city-plant.ts';
import {
  type Disturbance,
  type DisturbanceKind,
  POINTS,
  type Point,
  type Quantity,
  type Sign,
  signsOf,
  type Truth,
} from '../../src/index.ts';
import { DAY, HOUR, MINUTE, MONDAY_MIDNIGHT } from '../support/city.ts';

const LOOK_MS = 5 * MINUTE;
const FROM = MONDAY_MIDNIGHT + 10 * HOUR;
const NIGHT = MONDAY_MIDNIGHT + 25 * HOUR;

/** A strong one of each kind. */
const STRONG: { readonly [K in DisturbanceKind]: Extract<Disturbance, { kind: K }> } = {
  'toxic-shock': { kind: 'toxic-shock', toxin: 20, fromMs: FROM, toMs: FROM + 4 * HOUR },
  bulking: { kind: 'bulking', severity: 0.9, fromMs: FROM, toMs: FROM + 4 * DAY, rampMs: 2 * DAY },
  'blower-failure': { kind: 'blower-failure', fromMs: FROM, toMs: FROM + 12 * HOUR },
  'pump-trip': { kind: 'pump-trip', fromMs: FROM, toMs: FROM + 12 * HOUR },
  storm: { kind: 'storm', rainMmPerHour: 40, fromMs: FROM, toMs: FROM + 2 * HOUR },
  'illegal-dumping': {
    kind: 'illegal-dumping',
    flowM3PerHour: 10,
    cod: 8_000,
    colour: 6_000,
    chromium: 20,
    ph: 11.5,
    fromMs: NIGHT,
    toMs: NIGHT + 2 * HOUR,
  },
  'power-cut': { kind: 'power-cut', fromMs: FROM, toMs: FROM + 6 * HOUR },
  overload: {
    kind: 'overload',
    strengthFactor: 1.8,
    flowFactor: 1.3,
    fromMs: FROM,
    toMs: FROM + 10 * DAY,
    rampMs: 2 * DAY,
  },
};

function plantWith(...disturbances: readonly Disturbance[]): CityPlant {
  return new CityPlant({ startMs: MONDAY_MIDNIGHT, warmUpDays: 1, disturbances });
}

const undisturbed = plantWith();
const usual: Record<Point, Truth>[] = [];

/** What is true without disturbances; remembered, because every test asks. */
function usually(tMs: number): Record<Point, Truth> {
  for (let i = usual.length; i <= (tMs - MONDAY_MIDNIGHT) / LOOK_MS; i++) {
    undisturbed.advance(MONDAY_MIDNIGHT + i * LOOK_MS);
    usual.push(
      Object.fromEntries(POINTS.map((point) => [point, undisturbed.at(point)])) as Record<Point, Truth>,
    );
  }
  return usual[(tMs - MONDAY_MIDNIGHT) / LOOK_MS] as Record<Point, Truth>;
}

/** How much more there is of a quantity than usually, in its unit. */
function excess(plant: CityPlant, tMs: number, point: Point, quantity: Quantity): number {
  plant.advance(tMs);
  return plant.at(point)[quantity] - usually(tMs)[point][quantity];
}

function isSeen(plant: CityPlant, tMs: number, { point, quantity, change }: Sign): boolean {
  const more = excess(plant, tMs, point, quantity);
  return (change === 'rises' ? more : -more) > 0.1 * Math.abs(usually(tMs)[point][quantity]);
}

describe('a strong disturbance', () => {
  it.each(Object.values(STRONG))('$kind shows each of its signs in time', (disturbance) => {
    const plant = plantWith(disturbance);
    const { fromMs } = disturbance;
    let unseen = signsOf(disturbance);
    const last = Math.max(...unseen.map(({ withinMs }) => withinMs));
    for (let t = fromMs; t <= fromMs + last && unseen.length > 0; t += LOOK_MS) {
      unseen = unseen.filter((sign) => !isSeen(plant, t, sign));
      for (const { withinMs, ...sign } of unseen)
        expect(t - fromMs, `not yet seen: ${JSON.stringify(sign)}`).toBeLessThan(withinMs);
    }
    expect(unseen).toEqual([]);
  });

  it('is not there before its time', () => {
    const plant = plantWith(...Object.values(STRONG));
    for (const point of POINTS) {
      plant.advance(FROM - LOOK_MS);
      expect(plant.at(point)).toEqual(usually(FROM - LOOK_MS)[point]);
    }
  });
});

describe('what a disturbance does', () => {
  it('without blowers oxygen is gone within minutes, and is back soon after they are', () => {
    const plant = plantWith(STRONG['blower-failure']);
    plant.advance(FROM + 10 * MINUTE);
    expect(plant.at('aeration').dissolved_oxygen).toBeLessThan(0.1);
    plant.advance(FROM + 12 * HOUR);
    expect(plant.at('aeration').nh3n).toBeGreaterThan(8);
    plant.advance(FROM + 14 * HOUR);
    expect(plant.at('aeration').dissolved_oxygen).toBeGreaterThan(1);
  });

  it('with half of the blowers there is less oxygen only when it is needed', () => {
    const plant = plantWith({ ...STRONG['blower-failure'], remaining: 0.5 });
    const oxygen = Array.from({ length: 12 }, (_, hour) => {
      plant.advance(FROM + hour * HOUR);
      return plant.at('aeration').dissolved_oxygen;
    });
    expect(Math.min(...oxygen)).toBeGreaterThan(0.1);
    expect(Math.min(...oxygen)).toBeLessThan(1.9);
  });

  it('a tripped pump fills the equalization tank within hours, then it runs over into the river', () => {
    const plant = plantWith(STRONG['pump-trip']);
    plant.advance(FROM + 3 * HOUR);
    expect(plant.ledger.overflowed.m3).toBe(0);
    plant.advance(FROM + 11 * HOUR);
    expect(plant.at('equalization').level).toBeCloseTo(4, 9);
    expect(plant.ledger.overflowed.m3).toBeGreaterThan(30);
    expect(excess(plant, FROM + 11 * HOUR, 'river-downstream', 'cod')).toBeGreaterThan(3);
    expect(plant.at('river-upstream')).toEqual(usually(FROM + 11 * HOUR)['river-upstream']);
  });

  it('poison keeps ammonia up for days after it has stopped coming, and then it is forgotten', () => {
    const plant = plantWith(STRONG['toxic-shock']);
    expect(excess(plant, FROM + 2 * DAY, 'effluent', 'nh3n')).toBeGreaterThan(4);
    expect(excess(plant, FROM + 3 * DAY, 'effluent', 'nh3n')).toBeGreaterThan(1);
    expect(excess(plant, FROM + 7 * DAY, 'effluent', 'nh3n')).toBeLessThan(0.6);
  });

  it('bulking sludge comes over the weir, worse from day to day, and settles again afterwards', () => {
    const plant = plantWith(STRONG.bulking);
    const solids = [1, 2, 4].map((day) => excess(plant, FROM + day * DAY, 'effluent', 'tss'));
    expect(solids).toEqual(solids.toSorted((a, b) => a - b));
    expect(solids.at(-1)).toBeGreaterThan(30);
    expect(excess(plant, FROM + 7 * DAY, 'effluent', 'tss')).toBeLessThan(3);
  });

  it('what is dumped at night is in the influent at once and leaves over days, once the tanks have passed it on', () => {
    const dumping = STRONG['illegal-dumping'];
    const plant = plantWith(dumping);
    expect(excess(plant, NIGHT, 'influent', 'cod')).toBeGreaterThan(3_000);
    expect(plant.at('influent').ph).toBeGreaterThan(9);
    expect(excess(plant, NIGHT + HOUR, 'effluent', 'chromium')).toBeLessThan(0.01);
    expect(excess(plant, NIGHT + 3 * HOUR, 'influent', 'cod')).toBe(0);
    expect(excess(plant, NIGHT + 16 * HOUR, 'effluent', 'chromium')).toBeGreaterThan(0.1);
    expect(excess(plant, NIGHT + 4 * DAY, 'effluent', 'chromium')).toBeLessThan(0.05);
  });

  it('rain flushes the sewers first and thins the sewage afterwards', () => {
    const plant = plantWith(STRONG.storm);
    const solids = Array.from({ length: 24 }, (_, i) => {
      plant.advance(FROM + i * LOOK_MS);
      return plant.at('influent').tss * plant.at('influent').flow;
    });
    const usualLoad = usually(FROM).influent.tss * usually(FROM).influent.flow;
    expect(Math.max(...solids.slice(0, 9))).toBeGreaterThan(2.5 * usualLoad);
    expect(plant.at('influent').nh3n).toBeLessThan(0.4 * usually(FROM + 2 * HOUR).influent.nh3n);
  });

  it('two at once do more than one, of one kind too', () => {
    const half = { ...STRONG['blower-failure'], remaining: 0.5 };
    const most = { ...STRONG['blower-failure'], remaining: 0.2 };
    const ammonia = [[half], [half, most], [half, most, STRONG['toxic-shock']]].map((all) => {
      const plant = plantWith(...all);
      plant.advance(FROM + 11 * HOUR);
      return plant.at('effluent').nh3n;
    });
    expect(ammonia).toEqual(ammonia.toSorted((a, b) => a - b));
    expect(new Set(ammonia).size).toBe(3);
  });

  it('a power cut stops what is pumped and blown, not what flows in', () => {
    const plant = plantWith(STRONG['power-cut']);
    plant.advance(FROM + HOUR);
    expect(plant.at('equalization').flow).toBe(0);
    expect(plant.at('effluent').flow).toBe(0);
    expect(plant.at('aeration').dissolved_oxygen).toBeLessThan(0.1);
    expect(plant.at('influent')).toEqual(usually(FROM + HOUR).influent);
    plant.advance(FROM + 7 * HOUR);
    expect(plant.at('effluent').flow).toBeGreaterThan(10);
  });
});
