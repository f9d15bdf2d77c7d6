import type {
  FieldConfig,
  Override,
  Panel,
  PanelType,
  Target,
  Thresholds,
  Transformation,
  ValueMapping,
} from '../grafana/model.ts';
import type { Say, Text } from '../text.ts';
import type { Unit } from '../unit.ts';

/** A panel before it has its number and its place. */
export interface Sized {
  readonly width: number;
  readonly height: number;
  readonly panel: Omit<Panel, 'id' | 'gridPos'>;
}

/** What every panel says. */
export interface Words {
  readonly title: Text;
  /** What is shown, what it stands on, and what it leaves out. */
  readonly description: Text;
  /** Grid columns of 24, and rows of some 40 px. */
  readonly width?: number;
  readonly height?: number;
}

interface Parts {
  readonly type: PanelType;
  readonly targets: readonly Target[];
  readonly unit: Unit;
  readonly options: Panel['options'];
  readonly custom?: FieldConfig['defaults']['custom'];
  readonly color?: FieldConfig['defaults']['color'];
  readonly thresholds?: Thresholds;
  readonly mappings?: readonly ValueMapping[];
  readonly range?: { readonly min?: number; readonly max?: number };
  readonly overrides?: readonly Override[];
  readonly transformations?: readonly Transformation[];
  readonly shortestInterval?: string;
}

/** No text that could be taken for a value: an absent reading is said to be absent. */
const NO_VALUE: Text = { id: 'tidak ada data', en: 'no data' };

/** Nothing is coloured unless something is wrong. */
const QUIET: Thresholds = { mode: 'absolute', steps: [{ value: null, color: 'text' }] };

/** A panel with the defaults of the house. */
export function housePanel(say: Say, words: Words, parts: Parts): Sized {
  const { type, targets, unit, options, custom = {}, color = { mode: 'palette-classic' } } = parts;
  const { thresholds = QUIET, mappings = [], range = {}, overrides = [], transformations = [] } = parts;
  const { shortestInterval } = parts;
  const datasource = targets[0]?.datasource;
  return {
    width: words.width ?? 12,
    height: words.height ?? 8,
    panel: {
      type,
      title: say(words.title),
      description: say(words.description),
      ...(datasource !== undefined && { datasource }),
      targets,
      ...(transformations.length > 0 && { transformations }),
      ...(shortestInterval !== undefined && { interval: shortestInterval }),
      fieldConfig: {
        defaults: {
          unit: unit.unit,
          decimals: unit.decimals,
          noValue: say(NO_VALUE),
          ...range,
          color,
          thresholds,
          mappings,
          custom,
        },
        overrides,
      },
      options,
    },
  };
}
