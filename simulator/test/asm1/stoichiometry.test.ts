import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BSM1_PARAMETERS } from '../../src/asm1/parameters.ts';
import {
  ASM1_STATES,
  SALK,
  SI,
  SND,
  SNH,
  SNO,
  SO,
  SS,
  XBA,
  XBH,
  XI,
  XND,
  XP,
  XS,
} from '../../src/asm1/state.ts';
import { PROCESSES, stoichiometry } from '../../src/asm1/stoichiometry.ts';

/** Parameters whose yields and contents differ from the benchmark's. */
const parameters = fc
  .record({
    ya: fc.double({ min: 0.1, max: 0.4, noNaN: true }),
    yh: fc.double({ min: 0.4, max: 0.8, noNaN: true }),
    fp: fc.double({ min: 0.01, max: 0.3, noNaN: true }),
    ixb: fc.double({ min: 0.05, max: 0.12, noNaN: true }),
    ixp: fc.double({ min: 0.02, max: 0.1, noNaN: true }),
  })
  .map((some) => ({ ...BSM1_PARAMETERS, ...some }));

describe('each process of ASM1', () => {
  it.each(PROCESSES.map((name, process) => ({ name, process })))(
    'conserves COD, nitrogen and charge: $name',
    ({ process }) => {
      fc.assert(
        fc.property(parameters, (p) => {
          const row = stoichiometry(p)[process];
          const of = (state: number) => row?.[state] ?? Number.NaN;
          const sum = (states: readonly number[]) => states.reduce((total, state) => total + of(state), 0);
          // Anoxic growth turns into N2 what nitrate loses.
          const n2 = process === 1 ? -of(SNO) : 0;
          const cod = sum([SI, SS, XI, XS, XBH, XBA, XP]) - of(SO) - 4.57 * of(SNO) - 1.71 * n2;
          const nitrogen = sum([SNH, SNO, SND, XND]) + p.ixb * sum([XBH, XBA]) + p.ixp * sum([XP, XI]) + n2;
          const charge = of(SALK) - (of(SNH) - of(SNO)) / 14;
          expect(Math.abs(cod)).toBeLessThan(1e-12);
          expect(Math.abs(nitrogen)).toBeLessThan(1e-12);
          expect(Math.abs(charge)).toBeLessThan(1e-12);
        }),
      );
    },
  );

  it('has a coefficient for each of the 13 states', () => {
    expect(stoichiometry(BSM1_PARAMETERS).map((row) => row.length)).toEqual(
      PROCESSES.map(() => ASM1_STATES.length),
    );
  });
});
