import { LANGUAGES, type Language, preferredLanguage } from './format.ts';
import { Box } from './observable.ts';

export type Theme = 'light' | 'dark';

/** What people choose and the browser remembers for them; what they never chose follows the browser. */
export class Preferences {
  readonly language: Box<Language>;
  readonly theme: Box<Theme>;
  readonly #darkBySystem = window.matchMedia('(prefers-color-scheme: dark)');

  constructor() {
    const language = LANGUAGES.find((known) => known === recall('language'));
    this.language = new Box(language ?? preferredLanguage(navigator.languages));
    this.theme = new Box(this.#chosenTheme() ?? this.#systemTheme());
    this.#darkBySystem.addEventListener('change', () => {
      if (this.#chosenTheme() === undefined) this.theme.set(this.#systemTheme());
    });
  }

  chooseLanguage(language: Language): void {
    remember('language', language);
    this.language.set(language);
  }

  chooseTheme(theme: Theme): void {
    remember('theme', theme);
    this.theme.set(theme);
  }

  /** The plant looked at last. */
  get plant(): string | undefined {
    return recall('plant');
  }

  rememberPlant(plant: string): void {
    remember('plant', plant);
  }

  /** Who signed the last change at this screen. */
  get person(): string | undefined {
    return recall('person');
  }

  rememberPerson(name: string): void {
    remember('person', name);
  }

  #chosenTheme(): Theme | undefined {
    const theme = recall('theme');
    return theme === 'light' || theme === 'dark' ? theme : undefined;
  }

  #systemTheme(): Theme {
    return this.#darkBySystem.matches ? 'dark' : 'light';
  }
}

// A browser may forbid storage: then the choice lasts as long as the page.

function recall(name: string): string | undefined {
  try {
    return localStorage.getItem(`banyu.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`banyu.${name}`, value);
  } catch {
    // Nothing to be done, and nothing lost that matters.
  }
}
