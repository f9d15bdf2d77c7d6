import type { ApiDevice } from '@banyu/contracts';
import { describe, expect, it } from 'vitest';
import { overviewOf } from '../src/concerns.ts';
import { deviceOf, PLANT, readingOf } from './support/plant-data.ts';

const ph = readingOf({ point: 'effluent', parameter: 'ph' }, 0, 7);
const cod = readingOf({ point: 'effluent', parameter: 'cod' }, 0, 60);
const fresh = () => false;
const stale = () => true;

function device(connection: ApiDevice['connection']): ApiDevice {
  return {
    id: deviceOf('effluent'),
    plant: PLANT.id,
    point: 'effluent',
    name: 'Logger',
    enabled: true,
    connection,
    lastMessageAt: 0,
    rejects: 0,
  };
}

describe('overviewOf()', () => {
  it('has no concern while all readings are fresh and good', () => {
    expect(overviewOf([ph, cod], [device('online')], fresh)).toEqual({ sensors: 2, good: 2, concerns: [] });
  });

  it('names the sensors that must not be trusted first, then the doubtful ones', () => {
    const { concerns } = overviewOf(
      [
        { ...ph, flag: 3 },
        { ...cod, value: null, flag: 9 },
      ],
      [],
      fresh,
    );
    expect(concerns.map(({ kind }) => kind)).toEqual(['untrusted', 'suspect']);
  });

  it('makes one concern of a device that fell silent', () => {
    const { concerns, good } = overviewOf([ph, cod], [device('online')], stale);
    expect(concerns).toMatchObject([{ kind: 'device-silent', stale: [ph, cod] }]);
    expect(good).toBe(0);
  });

  it('makes one concern of a device that is offline, stale or not', () => {
    for (const isStale of [fresh, stale]) {
      expect(overviewOf([ph, cod], [device('offline')], isStale).concerns).toMatchObject([
        { kind: 'device-offline' },
      ]);
    }
  });

  it('still says of an old reading that it was not to be trusted', () => {
    const { concerns } = overviewOf([{ ...ph, flag: 4 }, cod], [device('online')], (key) =>
      key.endsWith('/ph'),
    );
    expect(concerns).toMatchObject([{ kind: 'untrusted' }]);
  });

  it('names a single stale sensor of a device that is otherwise heard', () => {
    const { concerns } = overviewOf([ph, cod], [device('online')], (key) => key.endsWith('/ph'));
    expect(concerns).toMatchObject([{ kind: 'stale', reading: ph }]);
  });
});
