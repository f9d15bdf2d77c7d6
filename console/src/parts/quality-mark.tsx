import type { ApiReading } from '@banyu/contracts';
import { useWording } from '../services.ts';
import { FlagIcon } from './icon.tsx';

/** A reading's flag by colour, symbol and word. */
export function QualityMark({ reading }: { reading: ApiReading }) {
  const { text } = useWording();
  return (
    <span class={`quality flag-${reading.flag}`}>
      <FlagIcon flag={reading.flag} />
      {text.flag[reading.flag]}
    </span>
  );
}

/** Why the flag was raised and what it asks of the operator; empty for a good reading. */
export function useQualityReason(): (reading: ApiReading) => string {
  const { text } = useWording();
  return ({ flag, tests }) => {
    if (flag === 1 || flag === 2) return '';
    const why = tests.map((test) => text.test[test]).join(', ');
    return [why, text.flagAdvice[flag]].filter((part) => part !== '').join(' – ');
  };
}
