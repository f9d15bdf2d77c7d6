import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildRoute, DATA_PARTS, LABORATORY_VIEWS, parseRoute, RANGES } from '../src/route.ts';

const id = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/);

describe('parseRoute()', () => {
  it('reads back what buildRoute() wrote', () => {
    const route = fc.record(
      {
        plant: id,
        trend: fc.record({ point: id, device: id, parameter: fc.stringMatching(/^[a-z0-9_]{1,20}$/) }),
        range: fc.constantFrom(...RANGES),
        values: fc.constant('corrected' as const),
      },
      { requiredKeys: ['plant', 'trend', 'range'] },
    );
    fc.assert(
      fc.property(route, (value) => {
        expect(parseRoute(buildRoute(value))).toEqual(value);
      }),
    );
  });

  it('reads the laboratory’s views, the samples where none is named', () => {
    for (const laboratory of LABORATORY_VIEWS) {
      const route = { plant: 'ipal', laboratory };
      expect(parseRoute(buildRoute(route))).toEqual(route);
    }
    expect(parseRoute('#/ipal/laboratory')).toEqual({ plant: 'ipal', laboratory: 'samples' });
    expect(parseRoute('#/ipal/laboratory/logger/ph')).toMatchObject({ trend: { point: 'laboratory' } });
  });

  it('knows the parts of the data page, the first by default', () => {
    for (const data of DATA_PARTS)
      expect(parseRoute(buildRoute({ plant: 'ipal', data }))).toEqual({ plant: 'ipal', data });
    expect(parseRoute('#/ipal/data')).toEqual({ plant: 'ipal', data: 'windows' });
    expect(parseRoute('#/ipal/data/soup')).toEqual({ plant: 'ipal', data: 'windows' });
    expect(parseRoute('#/ipal/data/logger/ph')).toMatchObject({ trend: { point: 'data', device: 'logger' } });
  });

  it('leaves out what makes no sense', () => {
    expect(parseRoute('#/ipal/effluent?range=9y')).toEqual({ plant: 'ipal' });
    expect(parseRoute('#/%E0%A4%A')).toEqual({});
    expect(parseRoute('')).toEqual({});
    expect(parseRoute('#/a/b/c/ph?range=9y')).toMatchObject({ range: '6h' });
  });
});
