import type { ApiParameter } from '@banyu/contracts';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { ApiClient } from './api/client.ts';
import { Clock } from './clock.ts';
import { Directory } from './directory.ts';
import { type Format, formatOf, type Language, textOf } from './format.ts';
import { Preferences } from './preferences.ts';
import { Router } from './router.ts';
import type { Text } from './text/en.ts';

/** What lives as long as the page. */
export interface Services {
  readonly clock: Clock;
  readonly api: ApiClient;
  readonly directory: Directory;
  readonly preferences: Preferences;
  readonly router: Router;
}

/** Builds the page's one set of services; requests begin here. */
export function startServices(): Services {
  const clock = new Clock();
  const api = new ApiClient((serverNow, askedAt) => clock.adopt(serverNow, askedAt));
  return {
    clock,
    api,
    directory: new Directory(api, () => clock.get()),
    preferences: new Preferences(),
    router: new Router(),
  };
}

const ServicesContext = createContext<Services | undefined>(undefined);
export const ServicesProvider = ServicesContext.Provider;

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === undefined) throw new Error('A part was rendered outside the page.');
  return services;
}

/** How things are said: the language's texts, and its numbers and times in the plant's zone. */
export interface Wording {
  readonly language: Language;
  readonly text: Text;
  readonly format: Format;
}

/** The wording for a plant; before a plant is known, times are this screen's. */
export function wordingOf(language: Language, timeZone?: string): Wording {
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { language, text: textOf(language), format: formatOf(language, zone) };
}

const WordingContext = createContext<Wording>(wordingOf('en', 'UTC'));
export const WordingProvider = WordingContext.Provider;

export function useWording(): Wording {
  return useContext(WordingContext);
}

export const ParametersContext = createContext<ReadonlyMap<string, ApiParameter>>(new Map());
export const ParametersProvider = ParametersContext.Provider;

/** The parameters that the server knows, in the order people read them. */
export function useParameters(): ReadonlyMap<string, ApiParameter> {
  return useContext(ParametersContext);
}

/** Writes a laboratory's unit as people do where it is the parameter's own. */
export function useUnitText(): (unit: string, parameter: string) => string {
  const parameters = useParameters();
  const labelOf = useParameterLabel();
  return (unit, id) => (unit === parameters.get(id)?.unit ? labelOf(id).unit : unit);
}

/** In steps of the last decimal. */
const LEAST_SPAN_STEPS = 20;

/** How a parameter is shown. */
export interface ParameterLabel {
  readonly name: string;
  /** Empty where the name says it all, as with pH. */
  readonly unit: string;
  readonly decimals: number;
  /** A chart shows at least so much from bottom to top, lest it draw mere noise large. */
  readonly leastSpan: number;
  /** Place in the contract's order. */
  readonly rank: number;
}

/** Labels in the present language; a parameter this server does not list is shown under its id. */
export function useParameterLabel(): (parameter: string) => ParameterLabel {
  const parameters = useParameters();
  const { language } = useWording();
  return (id) => {
    const known = parameters.get(id);
    const leastSpanOf = (decimals: number) => LEAST_SPAN_STEPS / 10 ** decimals;
    if (known === undefined) {
      return { name: id, unit: '', decimals: 2, leastSpan: leastSpanOf(2), rank: parameters.size };
    }
    const name = known.name[language];
    const unit = known.symbol === name ? '' : known.symbol;
    const { decimals } = known;
    const rank = [...parameters.keys()].indexOf(id);
    return { name, unit, decimals, leastSpan: leastSpanOf(decimals), rank };
  };
}
