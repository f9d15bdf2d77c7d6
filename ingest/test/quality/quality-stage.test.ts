import { FLAG } from '@banyu/contracts';
import { describe, expect, it } from 'vitest';
import { batchOf, directoryWith, Judging, settingsWith } from '../support/judging.ts';

const T0 = 1_764_000_000_000;
const MINUTE = 60_000;
const LATE = 20;

describe('a batch in which one parameter comes late and its partner goes on', () => {
  it('has the partner’s reading among what is learnt of it for the late one', async () => {
    const judging = new Judging(
      directoryWith((parameter) =>
        settingsWith({
          intervalSeconds: 60,
          crossChecks: parameter === 'bod' ? [{ check: 'at-most', partner: 'cod', factor: 1.2 }] : [],
        }),
      ),
    );
    const cod = (minute: number) => ({ parameter: 'cod', t: T0 + minute * MINUTE, value: 80 });
    const bod = (minute: number, value: number) => ({
      parameter: 'bod',
      t: T0 + minute * MINUTE,
      value,
    });
    const minutes = Array.from({ length: 40 }, (_, minute) => minute);
    await judging.send(
      batchOf(minutes.flatMap((minute) => [bod(minute, 40), ...(minute === LATE ? [] : [cod(minute)])])),
    );
    // Of each series only the newest readings are known from here on: those around the late one are asked for.
    judging.restart();
    await judging.send(batchOf([bod(40, 40), cod(40)]));

    await judging.send(batchOf([bod(41, 200), cod(LATE), cod(41)]));

    for (const parameter of ['bod', 'cod']) {
      const flags = await judging.flags(parameter);
      expect(flags).toEqual([...Array.from({ length: 41 }, () => FLAG.pass), FLAG.suspect]);
    }
  });
});
