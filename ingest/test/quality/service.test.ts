import { FLAG, testBit } from '@banyu/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { announcedWindows } from '../../src/quality/service/service-book.ts';
import { servicePeriods, serviceStateAt } from '../../src/quality/service/service-state.ts';
import {
  batchOf,
  directoryWith,
  Judging,
  judgedStream,
  PLACE,
  settingsWith,
  wholePass,
} from '../support/judging.ts';
import { directoryOf, STEP_MS, serviced, T0 } from '../support/streams.ts';

const RUNS = { numRuns: Number(process.env.RUNS ?? 60) };
const LIMIT_MS = 60_000;
const SERVICE = testBit('service');

describe('readings while somebody works on the sensor', () => {
  it(
    'get the same final flags whenever the device tells of it, and however the readings come',
    async () => {
      await fc.assert(
        fc.asyncProperty(serviced, async ({ stream, events, windows }) => {
          const directory = directoryOf(stream.settings, { windows });
          const announced = events.map(({ with: share, ...event }) => ({
            event: { plant: PLACE.plant, device: PLACE.device, ...event },
            with: share,
          }));
          const judging = await judgedStream(directory, stream, announced);
          const all = announced.map(({ event }) => event);
          const stored = await judging.stored();
          expect(stored).toEqual(await wholePass(directory, stream.sent, all));
          expect(await judging.requalify({}, 20)).toMatchObject({ changes: [], restamped: 0 });

          // Declared by people or told by the device: nothing outranks it but that there is no value.
          for (const { parameter, t, value, flag, tests } of stored) {
            const told = announcedWindows(all).filter((each) => (each.parameter ?? parameter) === parameter);
            const isAtWork = [...windows, ...told].some(
              ({ kind, from, to }) =>
                kind !== 'shutdown' && t >= from && t < (to ?? Number.POSITIVE_INFINITY),
            );
            if (Number.isNaN(value)) expect([flag, tests]).toEqual([FLAG.missing, 0]);
            else if (isAtWork) expect([flag, tests]).toEqual([FLAG.fail, SERVICE]);
            else expect(tests & SERVICE).toBe(0);
          }
        }),
        RUNS,
      );
    },
    LIMIT_MS,
  );

  it('are 4 although every test is content, settle for a while as 3, and are 1 again', async () => {
    const settings = settingsWith({ recoverySeconds: 10, spike: { method: 'average', suspect: 1, fail: 2 } });
    const judging = new Judging(directoryWith(() => settings));
    const at = (step: number) => T0 + step * STEP_MS;
    const sent = Array.from({ length: 10 }, (_, i) => ({
      parameter: 'ph',
      t: at(i),
      value: i === 3 ? 4 : 7,
    }));
    await judging.send(batchOf(sent));
    // A buffer solution: the spike test speaks, and of its neighbours as well.
    expect(await judging.flags('ph')).toEqual([1, 1, 3, 4, 3, 1, 1, 1, 1, 1]);
    const place = { plant: PLACE.plant, device: PLACE.device, parameter: 'ph' };
    await judging.send(batchOf([{ parameter: 'ph', t: at(10), value: 7 }]), {
      events: [
        { ...place, kind: 'calibration-ended', t: at(5) },
        { ...place, kind: 'calibration-begun', t: at(2) },
      ],
    });
    expect(await judging.flags('ph')).toEqual([1, 1, 4, 4, 4, 3, 3, 1, 1, 1, 1]);
  });
});

describe('servicePeriods()', () => {
  it('gives at each time the strongest state of all windows', () => {
    const time = fc.integer({ min: 0, max: 50 });
    const window = fc
      .record({
        kind: fc.constantFrom('calibration', 'cleaning', 'maintenance', 'shutdown'),
        from: time,
        to: fc.option(time),
      })
      .filter(({ from, to }) => to === null || from < to);
    fc.assert(
      fc.property(fc.array(window, { maxLength: 8 }), (windows) => {
        const periods = servicePeriods(windows, 'cod', () => 3);
        for (let t = 0; t < 60; t += 1) {
          const during = windows.filter(({ from, to }) => t >= from && t < (to ?? Number.POSITIVE_INFINITY));
          const settles = windows.some(
            ({ kind, to }) =>
              (kind === 'calibration' || kind === 'cleaning') && to !== null && t >= to && t < to + 3,
          );
          const expected = during.some(({ kind }) => kind !== 'shutdown')
            ? 'service'
            : during.length > 0
              ? 'no_flow'
              : settles
                ? 'recovery'
                : undefined;
          expect(serviceStateAt(periods, t), String(t)).toBe(expected);
        }
      }),
    );
  });
});
