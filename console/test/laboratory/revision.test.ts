import type { ApiResult } from '@banyu/contracts';
import { describe, expect, test } from 'vitest';
import { changesOf, draftOf } from '../../src/laboratory/revision.ts';

const RESULT: ApiResult = {
  ...{ parameter: 'phenol', version: 1, unit: 'µg/L', method: 'SNI', note: 'blank' },
  outcome: { kind: 'below', limit: 0.05 },
  given: { kind: 'below', limit: 50 },
  ...{ uncertainty: 0.004, detectionLimit: 0.03, quantificationLimit: null },
  ...{ recordedAt: 0, recordedBy: 'Sari', why: 'report', endedAt: null },
};

describe('a revision', () => {
  test('shows a result in the unit it came in, limits too, and keeps what has no field', () => {
    const { kept, ...fields } = draftOf(RESULT);
    expect(fields).toEqual({
      ...{ parameter: 'phenol', value: '<50', unit: 'µg/L', method: 'SNI', detectionLimit: '30' },
    });
    expect(kept).toMatchObject({ unit: 'µg/L', note: 'blank', quantificationLimit: null });
    expect(kept?.uncertainty).toBeCloseTo(4);
  });

  test('sends what was changed, and names what was taken out', () => {
    const phenol = draftOf(RESULT);
    const cod = draftOf({ ...RESULT, parameter: 'cod' });
    const bod = draftOf({ ...RESULT, parameter: 'bod' });
    expect(changesOf([phenol, cod], [phenol, cod])).toEqual({ changed: [], withdrawn: [] });
    const changed = { ...cod, value: '<40' };
    expect(changesOf([phenol, cod], [changed, bod])).toEqual({
      changed: [changed, bod],
      withdrawn: ['phenol'],
    });
  });
});
