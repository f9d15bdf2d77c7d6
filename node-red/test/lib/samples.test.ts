import { TELEMETRY_LIMITS, TelemetryMessage, TelemetrySample } from '@banyu/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partsOf, samplesFrom } from '../../lib/samples.js';

const NOW = Date.UTC(2026, 10, 24);

describe('samplesFrom()', () => {
  it('takes an object of values as a sample of now', () => {
    expect(samplesFrom({ ph: 7.1, cod: null }, { now: NOW })).toEqual({
      samples: [{ t: NOW, ph: 7.1, cod: null }],
      faults: [],
    });
  });

  it('takes a list of samples with their times, as numbers or dates', () => {
    const payload = [
      { t: NOW - 1, ph: 7 },
      { t: new Date(NOW), ph: 7.1 },
    ];
    expect(samplesFrom(payload, { now: NOW }).samples).toEqual([
      { t: NOW - 1, ph: 7 },
      { t: NOW, ph: 7.1 },
    ]);
  });

  it('takes a bare number or null where the parameter is named', () => {
    expect(samplesFrom(2.5, { now: NOW, parameter: 'level' }).samples).toEqual([{ t: NOW, level: 2.5 }]);
    expect(samplesFrom(null, { now: NOW, parameter: 'level' }).samples).toEqual([{ t: NOW, level: null }]);
  });

  it('leaves out a value that cannot be sent, and keeps those beside it', () => {
    const { samples, faults } = samplesFrom(
      { ph: '7.1', cod: Number.NaN, tss: 20, 'NH3-N': 1 },
      { now: NOW },
    );
    expect(samples).toEqual([{ t: NOW, tss: 20 }]);
    expect(faults).toEqual([
      'ph must be a number in its canonical unit, or null where the sensor gave none, not "7.1"',
      'cod must be a number in its canonical unit, or null where the sensor gave none, not NaN',
      '"NH3-N" is no parameter\'s name: they are like ph, cod, nh3n',
    ]);
  });

  it.each([
    [7.1, 'for a bare number enter the parameter'],
    [{ t: 1_764_000_000, ph: 7 }, 't must be Unix time in ms'],
    [{ t: NOW }, 'has no value'],
    [[], 'the list of samples is empty'],
    [undefined, 'must be an object'],
  ])('says what is wrong with %j', (payload, fault) => {
    expect(samplesFrom(payload, { now: NOW })).toEqual({
      samples: [],
      faults: [expect.stringContaining(fault)],
    });
  });

  it('gives whatever comes to nobody but the contract', () => {
    fc.assert(
      fc.property(fc.anything(), (payload) => {
        for (const sample of samplesFrom(payload, { now: NOW }).samples) TelemetrySample.parse(sample);
      }),
    );
  });
});

describe('partsOf()', () => {
  it('divides any samples into messages that the contract takes, none lost and in order', () => {
    const sample = fc.record({
      t: fc.nat().map((n) => NOW + n),
      ph: fc.double({ noNaN: true, noDefaultInfinity: true }),
    });
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 900 }), (samples) => {
        const parts = partsOf(samples);
        const messages = parts.map(({ json }) => {
          const payload = `{"v":1,"boot":"b","seq":0,"samples":[${json}]}`;
          expect(payload.length).toBeLessThanOrEqual(TELEMETRY_LIMITS.bytes);
          return TelemetryMessage.parse(JSON.parse(payload));
        });
        expect(messages.flatMap((message) => message.samples)).toEqual(JSON.parse(JSON.stringify(samples)));
        expect(parts.map((part) => part.samples)).toEqual(messages.map((message) => message.samples.length));
      }),
      { numRuns: 30 },
    );
  });
});
