import { MappingType, type ValueMap } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Say } from '../text.ts';

/** The quality flags in words and colours (QARTOD's numbers). */
export function flagMappings(say: Say): readonly ValueMap[] {
  return [
    {
      type: MappingType.ValueToText,
      options: {
        1: { text: say({ id: 'baik', en: 'good' }), color: 'green', index: 0 },
        2: { text: say({ id: 'belum dinilai', en: 'not evaluated' }), color: 'blue', index: 1 },
        3: { text: say({ id: 'meragukan', en: 'suspect' }), color: 'yellow', index: 2 },
        4: { text: say({ id: 'gagal', en: 'failed' }), color: 'red', index: 3 },
        9: { text: say({ id: 'tidak ada nilai', en: 'missing' }), color: 'gray', index: 4 },
      },
    },
  ];
}
