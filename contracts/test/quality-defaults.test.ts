import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultQualitySettings, PARAMETER_IDS, parameterOf, QualitySettings } from '../src/index.ts';

describe('defaultQualitySettings()', () => {
  test('can be run for every parameter and place at every interval from 5 seconds to 20 minutes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PARAMETER_IDS),
        fc.constantFrom('effluent', 'other'),
        fc.double({ min: 5, max: 1_200, noNaN: true }),
        (parameter, place, intervalSeconds) => {
          const settings = defaultQualitySettings(parameter, place, intervalSeconds);
          expect(QualitySettings.safeParse(settings).error?.issues).toBeUndefined();
        },
      ),
    );
  });

  test('asks no signal to vary by more than a step of its display', () => {
    for (const parameter of PARAMETER_IDS) {
      const { attenuatedSignal } = defaultQualitySettings(parameter);
      if (attenuatedSignal === 'off') continue;
      const step = 10 ** -(parameterOf(parameter)?.decimals ?? 0);
      expect(attenuatedSignal.suspect).toBeLessThanOrEqual(step);
    }
  });
});
