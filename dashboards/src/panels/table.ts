import { FieldTextAlignment, TableCellHeight } from '@grafana/grafana-foundation-sdk/common';
import type { DataTransformerConfig } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table';
import type { Asked } from '../dataquery.ts';
import type { Say } from '../text.ts';
import { housePanel, type PanelBuilder, type Words } from './house.ts';

export interface Column {
  /** As the answer calls it. */
  readonly field: string;
  /** As people read it; undefined leaves the column out. */
  readonly title?: string;
  /** A number of Unix ms, to be written as a time. */
  readonly isTime?: boolean;
}

export interface TableOptions extends Words {
  readonly targets: Asked;
  /** Every column of the answer, in the order to be read: Grafana's own order of tags is not fixed. */
  readonly columns: readonly Column[];
  readonly sortBy?: { readonly field: string; readonly descending: boolean };
}

/** Rows of one answer, each number with the decimals that it has. */
export function table(say: Say, options: TableOptions): PanelBuilder {
  const { targets, columns, sortBy } = options;
  const titles = new Map(columns.map(({ field, title }) => [field, title]));
  const panel = housePanel(new TablePanel(), say, options, { targets, unit: { unit: 'none' } })
    .align(FieldTextAlignment.Auto)
    .inspect(false)
    .frameIndex(0)
    .showHeader(true)
    .cellHeight(TableCellHeight.Sm);
  const times = columns.filter(({ isTime }) => isTime);
  if (times.length > 0) panel.withTransformation(asTimes(times));
  panel.withTransformation(organized(columns));
  if (sortBy !== undefined)
    panel.withTransformation({
      id: 'sortBy',
      options: { sort: [{ field: titles.get(sortBy.field) ?? sortBy.field, desc: sortBy.descending }] },
    });
  return panel;
}

function asTimes(columns: readonly Column[]): DataTransformerConfig {
  return {
    id: 'convertFieldType',
    options: {
      conversions: columns.map(({ field }) => ({ targetField: field, destinationType: 'time' })),
      fields: {},
    },
  };
}

function organized(columns: readonly Column[]): DataTransformerConfig {
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
