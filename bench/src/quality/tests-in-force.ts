import type { ParameterId, QualitySettings } from '@banyu/contracts';

/**
 * How many tests judge each reading of a series of a device that has these parameters. A check of two parameters
 * counts once, for its owner, and only when the device has the partner.
 */
export function testsInForce(settings: QualitySettings, parameters: readonly ParameterId[]): number {
  const { climatology, spike, rateOfChange, flatLine, attenuatedSignal, saturation, timingGap, clock } =
    settings;
  const own = [climatology, spike, rateOfChange, flatLine, attenuatedSignal, saturation, timingGap, clock];
  const crossChecks = settings.crossChecks.filter((check) =>
    parameters.includes(check.check === 'oxygen-saturation' ? 'temperature' : check.partner),
  );
  // The gross range test is never off.
  return 1 + own.filter((test) => test !== 'off').length + crossChecks.length;
}
