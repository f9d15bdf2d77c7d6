import type { Item } from './grafana/model.ts';
import type { Sized } from './panels/house.ts';

const COLUMNS = 24;

/** Panels under a title. */
export interface Section {
  readonly title: string;
  readonly panels: readonly Sized[];
}

/** Gives each panel its number and its place: from left to right, a new line where it does not fit any more. */
export function laidOut(sections: readonly Section[]): readonly Item[] {
  const items: Item[] = [];
  let y = 0;
  for (const { title, panels } of sections) {
    items.push({
      type: 'row',
      id: items.length + 1,
      title,
      gridPos: { x: 0, y, w: COLUMNS, h: 1 },
      collapsed: false,
      panels: [],
    });
    y += 1;
    let x = 0;
    let lineHeight = 0;
    for (const { panel, width, height } of panels) {
      if (x + width > COLUMNS) {
        x = 0;
        y += lineHeight;
        lineHeight = 0;
      }
      items.push({ ...panel, id: items.length + 1, gridPos: { x, y, w: width, h: height } });
      x += width;
      lineHeight = Math.max(lineHeight, height);
    }
    y += lineHeight;
  }
  return items;
}
