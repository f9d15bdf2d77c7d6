/** The lengths of time that derived figures stand for, in the plant's calendar. */
export const DERIVED_PERIODS = ['day', 'month', 'semester'] as const;
export type DerivedPeriod = (typeof DERIVED_PERIODS)[number];

/**
 * What a plant does for the water around it: `volume` m³, `load` kg/d, `removal` a share of the load that came in; hours
 * whose good readings kept to the limit in force, or did not, or that allow no verdict; and that limit, in the parameter's
 * canonical unit.
 */
export const DERIVED_FIGURES = [
  'volume',
  'load',
  'removal',
  'hours_inside',
  'hours_outside',
  'hours_undecided',
  'limit_min',
  'limit_max',
] as const;

/** A number about a period, made of readings, and how much of the period it stands on. */
export interface DerivedFigure {
  readonly figure: (typeof DERIVED_FIGURES)[number];
  readonly plant: string;
  readonly period: DerivedPeriod;
  /** Begin of the period, Unix ms. */
  readonly t: number;
  /** Of what speaks of one sampling point. */
  readonly point?: string;
  /** Of what speaks of one parameter. */
  readonly parameter?: string;
  readonly value: number;
  /** Share of the period's hours, up to now, that the value is made of; a limit is made of none. */
  readonly completeness?: number;
}
