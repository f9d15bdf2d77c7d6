import { createRandom } from '../random.ts';
import { SEWAGE, waterOf } from './analysis.ts';
import { localDay, localHour, monthOf, seasonOf } from './local-time.ts';
import type { Water } from './water.ts';

/**
 * Java's north coast under the monsoon: mm and days of rain from January on. Rounded figures of the usual pattern, wet
 * from November to April with most in January and February and some 2 000 mm a year; not a station's record.
 */
const MONTHLY_MM = [400, 360, 260, 170, 110, 70, 40, 30, 45, 100, 180, 280] as const;
const RAINY_DAYS = [20, 18, 16, 12, 8, 5, 3, 2, 4, 8, 13, 17] as const;
const DAYS_A_MONTH = 30.4;

/** Hour at which most showers begin; mean and swing of the air, °C, and how cool it is when it rains. */
const AFTERNOON = { share: 0.7, from: 13, hours: 8 } as const;
const AIR = { mean: 27.3, year: 0.7, day: 3.2, warmestHour: 14, rain: 2 } as const;

const RAIN_CHANNEL = 31;

interface Shower {
  readonly beginHour: number;
  readonly hours: number;
  readonly mm: number;
}

/** Rain and air, the same for the same seed and instant. */
export class Climate {
  readonly #seed: number;
  readonly #utcOffsetMs: number;
  #day = Number.NaN;
  #showers: readonly Shower[] = [];
  #season = 0;
  #wetness = 0;

  constructor(seed: number, utcOffsetMs: number) {
    this.#seed = seed;
    this.#utcOffsetMs = utcOffsetMs;
  }

  rainMmPerHour(tMs: number): number {
    this.#turnTo(tMs);
    if (this.#showers.length === 0) return 0;
    const hour = localHour(tMs, this.#utcOffsetMs);
    let rain = 0;
    for (const { beginHour, hours, mm } of this.#showers) {
      const passed = (hour - beginHour) / hours;
      // Most of it soon, the rest thinning out.
      if (passed >= 0 && passed < 1) rain += ((12 * mm) / hours) * passed * (1 - passed) ** 2;
    }
    return rain;
  }

  /** °C. */
  airTemperature(tMs: number, rainMmPerHour: number): number {
    this.#turnTo(tMs);
    const hour = localHour(tMs, this.#utcOffsetMs);
    const day = AIR.day * Math.cos((2 * Math.PI * (hour - AIR.warmestHour)) / 24);
    const year = AIR.year * Math.cos(4 * Math.PI * (this.#season - 0.3));
    const rain = (AIR.rain * rainMmPerHour) / (rainMmPerHour + 2);
    return AIR.mean + year + day - rain;
  }

  /** The season's rain over the year's mean: 0.2 to 2.4. */
  wetness(tMs: number): number {
    this.#turnTo(tMs);
    return this.#wetness;
  }

  #turnTo(tMs: number): void {
    const day = localDay(tMs, this.#utcOffsetMs);
    if (day === this.#day) return;
    this.#day = day;
    this.#showers = showersOf(this.#seed, day);
    this.#season = seasonOf(day);
    this.#wetness = wetnessAt(this.#season);
  }
}

/** None, one or two showers; their depths are exponentially distributed. */
function showersOf(seed: number, day: number): readonly Shower[] {
  const random = createRandom(seed, day, RAIN_CHANNEL);
  const month = monthOf(day);
  const days = RAINY_DAYS[month] ?? 0;
  if (random() * DAYS_A_MONTH >= days) return [];
  const count = random() < 0.3 ? 2 : 1;
  return Array.from({ length: count }, () => {
    const mm = (-Math.log(1 - random()) * (MONTHLY_MM[month] ?? 0)) / (days * 1.3);
    const hours = 0.5 + 2.5 * random();
    const begin = random() < AFTERNOON.share ? AFTERNOON.from + AFTERNOON.hours * random() : 24 * random();
    return { beginHour: Math.min(begin, 24 - hours), hours, mm };
  });
}

/** The months' rain, joined by lines, over its mean. */
function wetnessAt(season: number): number {
  const mean = MONTHLY_MM.reduce((sum, mm) => sum + mm, 0) / 12;
  const position = 12 * season - 0.5 + 12;
  const before = Math.floor(position);
  const share = position - before;
  return ((MONTHLY_MM[before % 12] ?? 0) * (1 - share) + (MONTHLY_MM[(before + 1) % 12] ?? 0) * share) / mean;
}

/** What runs off roofs and streets. */
export const RUNOFF: Water = waterOf(
  {
    temperature: 25.5,
    cod: 60,
    bod: 12,
    tss: 80,
    nh3n: 0.8,
    organicNitrogen: 1.2,
    no3n: 0.8,
    totalPhosphorus: 0.3,
    inorganicCarbon: 0.8,
    ph: 6.9,
    dissolvedOxygen: 7,
    conductivity: 90,
    colour: 25,
    sulfide: 0,
    phenol: 0.002,
    chromium: 0.005,
    oilAndGrease: 2,
  },
  SEWAGE,
);
