import { describe, expect, it } from 'vitest';
import { Climate } from '../../src/city/climate.ts';
import { createPlant, type PlantOptions, type Truth } from '../../src/index.ts';
import { DAY, HOUR, MINUTE, MONDAY_MIDNIGHT } from '../support/city.ts';

const JAKARTA = 7 * HOUR;

/** The influent's truths of so many days from a local midnight on, every ten minutes. */
function influent(options: Partial<PlantOptions>, fromMs: number, days: number): readonly Truth[] {
  const plant = createPlant({ startMs: fromMs, warmUpDays: 1, ...options });
  return Array.from({ length: days * 144 }, (_, i) => {
    plant.advance(fromMs + i * 10 * MINUTE);
    return plant.at('influent');
  });
}

const mean = (truths: readonly Truth[], of: (truth: Truth) => number) =>
  truths.reduce((sum, truth) => sum + of(truth), 0) / truths.length;

const week = influent({}, MONDAY_MIDNIGHT, 7);
const at = (day: number, hour: number) => week.slice(day * 144 + hour * 6, day * 144 + (hour + 1) * 6);

describe('the city’s influent', () => {
  it('brings about the flow that was asked for', () => {
    expect(24 * mean(week, ({ flow }) => flow)).toBeGreaterThan(0.9 * 400);
    expect(24 * mean(week, ({ flow }) => flow)).toBeLessThan(1.05 * 400);
  });

  it('has the batik’s peaks while workshops work: COD, colour, pH both ways, heat, chromium, phenol', () => {
    const most = (of: (truth: Truth) => number) => Math.max(...week.map(of));
    expect(most(({ cod }) => cod)).toBeGreaterThan(1_000);
    expect(most(({ colour }) => colour)).toBeGreaterThan(500);
    expect(most(({ ph }) => ph)).toBeGreaterThan(9);
    expect(Math.min(...week.map(({ ph }) => ph))).toBeLessThan(7.2);
    expect(most(({ temperature }) => temperature)).toBeGreaterThan(33);
    expect(most(({ chromium }) => chromium)).toBeGreaterThan(0.5);
    expect(most(({ phenol }) => phenol)).toBeGreaterThan(0.3);
  });

  it('is sewage at night, and at the Friday prayer when the sewers have passed on what came before', () => {
    for (const quiet of [at(1, 3), at(4, 12)]) expect(mean(quiet, ({ colour }) => colour)).toBeLessThan(110);
    expect(mean(at(1, 12), ({ colour }) => colour)).toBeGreaterThan(200);
  });

  it('is quieter on Sundays, on holidays of the list, and most of all at Lebaran, when people are at home', () => {
    const coloured = (truths: readonly Truth[]) => mean(truths, ({ colour, flow }) => colour * flow);
    const working = coloured(week.slice(144, 288));
    expect(coloured(week.slice(6 * 144))).toBeLessThan(0.6 * working);
    const closed = influent(
      { holidays: [{ first: '2026-07-07', last: '2026-07-07' }] },
      MONDAY_MIDNIGHT + DAY,
      1,
    );
    expect(coloured(closed)).toBeLessThan(0.4 * working);
    const lebaran = influent({}, Date.UTC(2026, 2, 20, 17), 1);
    expect(coloured(lebaran)).toBeLessThan(0.35 * working);
    expect(Math.max(...lebaran.map(({ colour }) => colour))).toBeLessThan(100);
  });

  it('of a domestic plant is sewage of medium strength (Metcalf and Eddy): no dye, degradable', () => {
    const sewage = influent({ workshopShare: 0 }, MONDAY_MIDNIGHT, 2);
    const cod = mean(sewage, (truth) => truth.cod);
    expect(cod).toBeGreaterThan(300);
    expect(cod).toBeLessThan(550);
    expect(mean(sewage, ({ bod }) => bod) / cod).toBeGreaterThan(0.4);
    expect(mean(sewage, ({ tss }) => tss)).toBeGreaterThan(150);
    expect(Math.max(...sewage.map(({ colour }) => colour))).toBeLessThan(90);
    expect(mean(sewage, ({ nh3n }) => nh3n)).toBeGreaterThan(18);
  });
});

describe('the climate', () => {
  const climate = new Climate(1, JAKARTA);
  const rain = (year: number, fromMonth: number, months: number) => {
    let mm = 0;
    const from = Date.UTC(year, fromMonth) - JAKARTA;
    for (let t = from; t < Date.UTC(year, fromMonth + months) - JAKARTA; t += 5 * MINUTE)
      mm += climate.rainMmPerHour(t) / 12;
    return mm;
  };

  it('rains some two metres a year, most of it under the west monsoon', () => {
    const years = [2024, 2025, 2026].map((year) => rain(year, 0, 12));
    for (const mm of years) {
      expect(mm).toBeGreaterThan(1_400);
      expect(mm).toBeLessThan(2_800);
    }
    expect(rain(2025, 6, 3)).toBeLessThan(0.2 * rain(2025, 0, 3));
  });

  it('is the same for the same instant, whichever was asked for before', () => {
    const other = new Climate(1, JAKARTA);
    other.rainMmPerHour(MONDAY_MIDNIGHT + 40 * DAY);
    for (let hour = 0; hour < 240; hour++) {
      const t = Date.UTC(2026, 0, 10) + hour * HOUR;
      expect(other.rainMmPerHour(t)).toBe(climate.rainMmPerHour(t));
    }
  });

  it('is warmest in the early afternoon and cooler in the rain', () => {
    const hours = Array.from({ length: 24 }, (_, hour) =>
      climate.airTemperature(MONDAY_MIDNIGHT + hour * HOUR, 0),
    );
    expect(hours.indexOf(Math.max(...hours))).toBe(14);
    expect(climate.airTemperature(MONDAY_MIDNIGHT, 20)).toBeLessThan((hours[0] ?? 0) - 1);
  });
});
