import type { CorrectionKind } from '@banyu/contracts';
import { type ParameterLabel, useWording } from '../services.ts';

/** Says what a correction does to the values of a parameter. */
export function useCorrectionText(): (what: CorrectionKind, label: ParameterLabel) => string {
  const { text, format } = useWording();
  return (what, { decimals, unit }) => {
    const number = (value: number, places = decimals) => format.value(value, places);
    const signed = (value: number) => `${value < 0 ? '−' : '+'}${number(Math.abs(value))}`;
    const added = (value: number) => `${signed(value)} ${unit}`.trim();
    switch (what.kind) {
      case 'offset':
        return text.correction.offset(added(what.add));
      case 'gain':
        return text.correction.gain(number(what.factor, 4));
      case 'drift':
        return text.correction.drift(
          `×${number(what.factorAtStart, 4)} ${added(what.addAtStart)}`,
          `×${number(what.factorAtEnd, 4)} ${added(what.addAtEnd)}`,
        );
      case 'exclusion':
        return text.correction.exclusion;
      case 'estimate':
        return text.correction.estimate(text.estimateMethod[what.method]);
    }
  };
}
