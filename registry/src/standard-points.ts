import type { NewPoint } from '@banyu/contracts';

/** The sampling points that most plants have, in the order the water flows, named for Indonesian operators. */
export const STANDARD_POINTS: readonly NewPoint[] = [
  { id: 'influent', name: 'Influen' },
  { id: 'equalization', name: 'Bak ekualisasi' },
  { id: 'aeration', name: 'Bak aerasi' },
  { id: 'effluent', name: 'Efluen', compliancePoint: true },
  { id: 'river-upstream', name: 'Sungai, hulu' },
  { id: 'river-downstream', name: 'Sungai, hilir' },
];
