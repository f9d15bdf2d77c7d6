import { FieldTextAlignment, TableCellHeight } from '@grafana/grafana-foundation-sdk/common';
import type { FieldConfig, Options } from '@grafana/grafana-foundation-sdk/table';
import type { Override, Target, Transformation } from '../grafana/model.ts';
import type { Say } from '../text.ts';
import type { Unit } from '../unit.ts';
import { housePanel, type Sized, type Words } from './house.ts';

export interface Column {
  /** As the answer calls it. */
  readonly field: string;
  /** As people read it; undefined leaves the column out. */
  readonly title?: string;
  readonly unit?: Unit;
}

export interface TableOptions extends Words {
  readonly targets: readonly Target[];
  /** Every column of the answer, in the order to be read: Grafana's own order of tags is not fixed. */
  readonly columns: readonly Column[];
  readonly unit: Unit;
  readonly sortBy?: { readonly field: string; readonly descending: boolean };
}

/** Rows of one answer. */
export function table(say: Say, options: TableOptions): Sized {
  const { targets, columns, unit, sortBy } = options;
  const titles = Object.fromEntries(columns.map(({ field, title }) => [field, title]));
  return housePanel(say, options, {
    type: 'table',
    targets,
    unit,
    transformations: [
      organized(columns),
      ...(sortBy === undefined
        ? []
        : [
            {
              id: 'sortBy',
              options: { sort: [{ field: titles[sortBy.field] ?? sortBy.field, desc: sortBy.descending }] },
            },
          ]),
    ],
    overrides: columns.flatMap(unitOverride),
    custom: { align: FieldTextAlignment.Auto, inspect: false } satisfies FieldConfig,
    options: { frameIndex: 0, showHeader: true, cellHeight: TableCellHeight.Sm } satisfies Options,
  });
}

function organized(columns: readonly Column[]): Transformation {
  const shown = columns.filter(({ title }) => title !== undefined);
  return {
    id: 'organize',
    options: {
      excludeByName: Object.fromEntries(
        columns.filter(({ title }) => title === undefined).map(({ field }) => [field, true]),
      ),
      indexByName: Object.fromEntries(shown.map(({ field }, index) => [field, index])),
      renameByName: Object.fromEntries(shown.map(({ field, title }) => [field, title])),
    },
  };
}

function unitOverride({ title, unit }: Column): readonly Override[] {
  if (title === undefined || unit === undefined) return [];
  return [
    {
      matcher: { id: 'byName', options: title },
      properties: [
        { id: 'unit', value: unit.unit },
        { id: 'decimals', value: unit.decimals },
      ],
    },
  ];
}
