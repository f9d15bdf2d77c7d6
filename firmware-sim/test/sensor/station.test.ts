import { describe, expect, it } from 'vitest';
import { Immersion } from '../../src/sensor/immersion.ts';
import type { ReadingRecord } from '../../src/sensor/station.ts';
import { HOUR, PLAIN, START } from '../support/probe-rig.ts';
import { waterOf } from '../support/water.ts';

describe('Station', () => {
  it('takes swapped probes for each other: each input shows the other’s share of its own range', () => {
    const records: ReadingRecord[] = [];
    const { sensor } = new Immersion(waterOf(START, { ph: () => 7, temperature: () => 30 })).dip({
      point: 'effluent',
      probes: [
        { ...PLAIN, parameter: 'ph', range: [0, 14] },
        { ...PLAIN, parameter: 'temperature', range: [0, 50] },
      ],
      faults: [{ fault: 'swapped', parameters: ['ph', 'temperature'], from: START + HOUR }],
      seed: 1,
      recorder: (record) => records.push(record),
    });
    const read = (t: number) => [sensor('ph', t), sensor('temperature', t)];
    expect(read(START)).toEqual([7, 30]);
    expect(read(START + HOUR)).toEqual([8.4, 25]);
    expect(records.at(-2)).toMatchObject({ parameter: 'ph', truth: 7, measured: 8.4, faults: ['swapped'] });
  });

  it('gives nothing for a parameter it has no probe for', () => {
    const { sensor } = new Immersion(waterOf(START, {})).dip({
      point: 'effluent',
      probes: [PLAIN],
      faults: [],
      seed: 1,
    });
    expect(sensor('ph', START)).toBeNull();
  });

  it('refuses two probes for one parameter', () => {
    const dip = () =>
      new Immersion(waterOf(START, {})).dip({
        point: 'effluent',
        probes: [PLAIN, PLAIN],
        faults: [],
        seed: 1,
      });
    expect(dip).toThrow('There are two probes for cod, expected one');
  });
});
