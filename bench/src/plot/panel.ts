import type { Inside, Point, Quantity } from '@banyu/simulator';
import { HUES } from './palette.ts';
import type { Run } from './record.ts';
import type { Expectation, Language } from './rehearsal.ts';
import { capitalized, nameOf, placeAndName, symbolOf, uncapitalized, type Word, wordOf } from './words.ts';

/** A curve of what is true, and the dots of what a sensor said of it. */
export interface Curve {
  readonly name: string;
  readonly hue: string;
  readonly truth: readonly number[];
  readonly measured?: readonly (number | null)[];
}

/** A quantity of the water at a place. */
export interface Shown {
  readonly point: Point;
  readonly quantity: Quantity;
}

export interface Panel {
  readonly title: string;
  readonly unit: string;
  /** Whether 0 belongs into the picture. */
  readonly fromZero: boolean;
  readonly curves: readonly Curve[];
  /** Its quantities, so that expectations of them and faults of their sensors find their panel. */
  readonly shows: readonly Shown[];
}

/** Quantities whose 0 says nothing about what is usual. */
const WITHOUT_ZERO: ReadonlySet<Quantity> = new Set([
  'ph',
  'temperature',
  'orp',
  'conductivity',
  'mlss',
  'level',
]);

/** The panels of a run in the order of the flow, and one more for each expectation that has none. */
export function panelsOf(
  run: Run,
  expectations: readonly Expectation[],
  language: Language,
): readonly Panel[] {
  const draw = new PanelMaker(run, language);
  const panels = [
    draw.flow(),
    draw.solidsAndCod('influent'),
    draw.water(placeAndName('equalization', 'level', language), [
      { point: 'equalization', quantity: 'level', name: 'level' },
    ]),
    draw.oxygen(),
    draw.ammonia(),
    draw.nitrate(),
    draw.blanket(),
    draw.solidsAndCod('effluent'),
    draw.river(),
  ];
  for (const { point, parameter: quantity } of expectations) {
    if (panels.some(({ shows }) => isShown(shows, { point, quantity }))) continue;
    const extra = draw.water(placeAndName(point, quantity, language), [{ point, quantity, name: quantity }]);
    panels.splice(placeOf(point, panels), 0, extra);
  }
  return panels;
}

export function isShown(shows: readonly Shown[], { point, quantity }: Shown): boolean {
  return shows.some((each) => each.point === point && each.quantity === quantity);
}

/** After the last panel that shows this point. */
function placeOf(point: Point, panels: readonly Panel[]): number {
  const last = panels.findLastIndex(({ shows }) => shows.some((each) => each.point === point));
  return last === -1 ? panels.length : last + 1;
}

class PanelMaker {
  readonly #run: Run;
  readonly #language: Language;

  constructor(run: Run, language: Language) {
    this.#run = run;
    this.#language = language;
  }

  water(title: string, shown: readonly (Shown & { readonly name: string })[]): Panel {
    return {
      title,
      unit: [...new Set(shown.map(({ quantity }) => symbolOf(quantity)))].join(', '),
      fromZero: !shown.some(({ quantity }) => WITHOUT_ZERO.has(quantity)),
      curves: shown.map(({ point, quantity, name }, i) => {
        const measured = this.#run.measured(point, quantity);
        const truth = this.#run.truth(point, quantity);
        return { name, hue: hue(i), truth, ...(measured !== undefined && { measured }) };
      }),
      shows: shown,
    };
  }

  flow(): Panel {
    return this.water(this.#word('flow'), [
      { point: 'influent', quantity: 'flow', name: uncapitalized(this.#word('influent')) },
      { point: 'effluent', quantity: 'flow', name: uncapitalized(this.#word('effluent')) },
    ]);
  }

  solidsAndCod(point: 'influent' | 'effluent'): Panel {
    return this.water(this.#word(point), [
      { point, quantity: 'cod', name: this.#name('cod') },
      { point, quantity: 'tss', name: this.#name('tss') },
    ]);
  }

  oxygen(): Panel {
    const quantity = 'dissolved_oxygen';
    const measured = this.water('', [{ point: 'aeration', quantity, name: `${this.#word('tank')} 4` }]);
    return {
      ...measured,
      title: `${capitalized(this.#name(quantity))}, ${this.#word('tanks')} 3–5`,
      curves: [...measured.curves, ...this.#inTanks(quantity, [3, 5], 1)],
    };
  }

  ammonia(): Panel {
    const effluent = uncapitalized(this.#word('effluent'));
    const measured = this.water('', [{ point: 'effluent', quantity: 'nh3n', name: effluent }]);
    return {
      ...measured,
      title: `${capitalized(this.#name('nh3n'))}, ${this.#word('tanks')} 1, 4 ${this.#word('and')} ${effluent}`,
      curves: [...measured.curves, ...this.#inTanks('nh3n', [4, 1], 1)],
      shows: [...measured.shows, { point: 'aeration', quantity: 'nh3n' }],
    };
  }

  nitrate(): Panel {
    return {
      title: `${capitalized(this.#name('no3n'))}, ${this.#word('tanks')} 2 ${this.#word('and')} 5`,
      unit: symbolOf('no3n'),
      fromZero: true,
      curves: this.#inTanks('no3n', [5, 2], 0),
      shows: [],
    };
  }

  blanket(): Panel {
    const truth = this.#run.inside(({ sludgeBlanketM }) => sludgeBlanketM);
    return {
      title: this.#word('blanket'),
      unit: 'm',
      fromZero: true,
      curves: [{ name: '', hue: hue(0), truth }],
      shows: [],
    };
  }

  river(): Panel {
    return this.water(`${this.#word('river')}: ${this.#name('conductivity')}`, [
      { point: 'river-downstream', quantity: 'conductivity', name: this.#word('downstream') },
      { point: 'river-upstream', quantity: 'conductivity', name: this.#word('upstream') },
    ]);
  }

  #inTanks(
    quantity: 'dissolved_oxygen' | 'nh3n' | 'no3n',
    tanks: readonly number[],
    firstHue: number,
  ): Curve[] {
    return tanks.map((tank, i) => ({
      name: `${this.#word('tank')} ${tank}`,
      hue: hue(firstHue + i),
      truth: this.#run.inside((inside: Inside) => inside.tanks[tank - 1]?.[quantity] ?? Number.NaN),
    }));
  }

  #word(word: Word): string {
    return wordOf(word, this.#language);
  }

  #name(quantity: Quantity): string {
    return nameOf(quantity, this.#language);
  }
}

function hue(i: number): string {
  return HUES[i % HUES.length] ?? HUES[0];
}
