import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kinetics } from '../../src/asm1/kinetics.ts';
import { BSM1_PARAMETERS, LIMITED_PARAMETERS } from '../../src/asm1/parameters.ts';
import { processRates } from '../../src/asm1/process-rates.ts';
import { Reactor } from '../../src/asm1/reactor.ts';
import { ASM1_STATES, SO, STATES } from '../../src/asm1/state.ts';
import { stoichiometry } from '../../src/asm1/stoichiometry.ts';

const MATRIX = stoichiometry(BSM1_PARAMETERS);

/** Any water, also with empty and slightly negative states. */
const water = fc
  .array(
    fc.oneof(
      fc.double({ min: -1e-3, max: 5000, noNaN: true }),
      fc.constant(0),
      fc.double({ min: 0, max: 1e-9, noNaN: true }),
    ),
    {
      minLength: STATES,
      maxLength: STATES,
    },
  )
  .map((values) => Float64Array.from(values));

describe('a reactor', () => {
  it('turns over what the matrix times the process rates says', () => {
    fc.assert(
      fc.property(
        water,
        fc.double({ min: 8, max: 35, noNaN: true }),
        fc.constantFrom(BSM1_PARAMETERS, LIMITED_PARAMETERS),
        (y, celsius, parameters) => {
          const reactor = closedReactor(parameters);
          reactor.kinetics.set(celsius, { heterotrophs: 0.7, autotrophs: 0.2 });
          const rates = new Float64Array(8);
          processRates(y, 0, reactor.kinetics, rates);
          const out = new Float64Array(STATES);
          reactor.euler(y, 0, y, 0, out);
          ASM1_STATES.forEach((_, state) => {
            const fused = state === SO ? valueAt(out, state) : valueAt(out, state) - valueAt(y, state);
            const terms = MATRIX.map((row, process) => valueAt(row, state) * valueAt(rates, process));
            const scale = terms.reduce(
              (sum, term) => sum + Math.abs(term),
              Math.abs(valueAt(y, state)) + 1e-12,
            );
            expect(Math.abs(fused - terms.reduce((sum, term) => sum + term, 0)) / scale).toBeLessThan(1e-12);
          });
        },
      ),
    );
  });

  it('mixes and aerates: V dZ/dt = Q (Zin - Z), and V KLa (SOsat - SO)', () => {
    fc.assert(
      fc.property(water, water, (y, source) => {
        const still = closedReactor();
        const open = closedReactor();
        open.dilution = 20;
        open.kla = 100;
        open.days = 0.01;
        still.days = 0.01;
        const reacted = new Float64Array(STATES);
        const out = new Float64Array(STATES);
        still.euler(y, 0, source, 0, reacted);
        open.euler(y, 0, source, 0, out);
        ASM1_STATES.forEach((_, state) => {
          const exchange = 20 * (valueAt(source, state) - valueAt(y, state));
          const gained = valueAt(out, state) - valueAt(reacted, state);
          const expected = state === SO ? exchange + 100 * (8 - valueAt(y, SO)) : 0.01 * exchange;
          expect(Math.abs(gained - expected)).toBeLessThan(1e-7);
        });
      }),
    );
  });

  it('tells how fast oxygen returns to its balance: minus the slope of its rate', () => {
    const reactor = closedReactor();
    reactor.dilution = 70;
    reactor.kla = 240;
    const y = Float64Array.from([30, 0.9, 1149, 49, 2559, 150, 452, 0.49, 10.4, 1.7, 0.69, 3.5, 4.1]);
    const rate = (oxygen: number) => {
      const z = y.slice();
      z[SO] = oxygen;
      const out = new Float64Array(STATES);
      reactor.euler(z, 0, y, 0, out);
      return valueAt(out, SO);
    };
    const slope = (rate(0.49 + 1e-6) - rate(0.49 - 1e-6)) / 2e-6;
    rate(0.49);
    expect(reactor.stiffness).toBeCloseTo(-slope, 3);
  });

  it('takes no oxygen, substrate or ammonium where there is none, and lives without biomass', () => {
    const out = new Float64Array(STATES);
    closedReactor().euler(new Float64Array(STATES), 0, new Float64Array(STATES), 0, out);
    expect(Array.from(out)).toEqual(Array.from(new Float64Array(STATES)));
  });
});

describe('Kinetics', () => {
  it('has the benchmark’s rates at 15 °C, those of BSM2 at 10 °C, and stays at its ceiling in the tropics', () => {
    const kinetics = new Kinetics();
    kinetics.set(15);
    expect(kinetics.muh).toBe(4);
    kinetics.set(10);
    const rates = [kinetics.muh, kinetics.bh, kinetics.mua, kinetics.ba, kinetics.kh, kinetics.ka];
    [3, 0.2, 0.3, 0.03, 2.5, 0.04].forEach((expected, i) => {
      expect(rates[i]).toBeCloseTo(expected, 12);
    });
    kinetics.set(21);
    const atCeiling = kinetics.mua;
    kinetics.set(30);
    expect(kinetics.mua).toBe(atCeiling);
    expect(atCeiling).toBeCloseTo(0.5 * 1.1076 ** 6, 3);
  });

  it('slows growth by what hinders it, and nothing else', () => {
    const kinetics = new Kinetics();
    kinetics.set(15, { heterotrophs: 0.5, autotrophs: 0 });
    expect([kinetics.muh, kinetics.mua, kinetics.bh, kinetics.kh]).toEqual([2, 0, 0.3, 3]);
  });
});

/** Nothing flows, no air, a step of one day: `euler` shows the reactions. */
function closedReactor(parameters = BSM1_PARAMETERS): Reactor {
  const reactor = new Reactor(new Kinetics(parameters));
  reactor.days = 1;
  return reactor;
}

function valueAt(values: Float64Array, place: number): number {
  return values[place] ?? Number.NaN;
}
