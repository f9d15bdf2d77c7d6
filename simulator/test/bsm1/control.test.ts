import { describe, expect, it } from 'vitest';
import { SNH, SNO, SO } from '../../src/asm1/state.ts';
import { CONTROL_STEP_DAYS, DefaultControl } from '../../src/bsm1/control.ts';
import { tankAt } from '../../src/bsm1/layout.ts';
import type { Bsm1Plant } from '../../src/bsm1/plant.ts';
import { plantAfter, throughDryWeather } from '../support/plants.ts';

function controlled(days: number, seed?: number): Bsm1Plant {
  const control = new DefaultControl();
  control.setNoise(seed);
  const plant = plantAfter(0, { companions: [control] });
  plant.advance(days, CONTROL_STEP_DAYS);
  return plant;
}

describe('the default control', () => {
  it('with constant influent settles where it was published to', () => {
    const plant = plantAfter(150);
    const control = new DefaultControl();
    const closed = plantAfter(0, { companions: [control] });
    closed.state.set(plant.state);
    closed.advance(60, CONTROL_STEP_DAYS);
    expect(Math.abs(closed.controls.internalRecycle / 16_485.6 - 1)).toBeLessThan(1e-4);
    expect(Math.abs((closed.controls.kla[4] ?? 0) / 131.65 - 1)).toBeLessThan(1e-4);
    expect(closed.state[tankAt(4) + SO]).toBeCloseTo(2, 6);
    expect(closed.state[tankAt(1) + SNO]).toBeCloseTo(1, 6);
    expect(closed.state[tankAt(4) + SNH]).toBeCloseTo(0.672, 3);
  });

  it('keeps oxygen near its set point through the day, and air and recycle within their limits', () => {
    const plant = controlled(2);
    throughDryWeather(plant, 1, CONTROL_STEP_DAYS);
    expect(Math.abs((plant.state[tankAt(4) + SO] ?? 0) - 2)).toBeLessThan(0.3);
    expect(plant.controls.kla[4]).toBeGreaterThan(0);
    expect(plant.controls.kla[4]).toBeLessThanOrEqual(360);
    expect(plant.controls.internalRecycle).toBeLessThanOrEqual(92_230);
  });

  it('comes back from its limit without having wound up', () => {
    const plant = controlled(2);
    const oxygen = () => plant.state[tankAt(4) + SO] ?? Number.NaN;
    for (let i = 0; i < 8; i++) {
      plant.inflow.states[1] = 1_500;
      plant.inflow.states[9] = 100;
      plant.advance(1 / 24, CONTROL_STEP_DAYS);
    }
    expect(plant.controls.kla[4]).toBeGreaterThan(350);
    plant.inflow.states[1] = 20;
    plant.inflow.states[9] = 20;
    plant.advance(0.5, CONTROL_STEP_DAYS);
    expect(Math.abs(oxygen() - 2)).toBeLessThan(0.2);
  });

  it('with noise swings, the same way for the same seed', () => {
    const kla = (seed?: number) => controlled(0.1, seed).controls.kla[4];
    expect(kla(1)).toBe(kla(1));
    expect(kla(1)).not.toBe(kla(2));
    expect(kla(1)).not.toBe(kla());
  });
});
