import { MARGIN, PAGE } from './page.ts';

export interface Layout {
  /** Where the text under the title begins. */
  readonly introTop: number;
  readonly introLineHeight: number;
  readonly barsTop: number;
  readonly barHeight: number;
  readonly panelTops: readonly number[];
  readonly panelHeight: number;
  /** Where the list of what was expected begins. */
  readonly listTop: number;
  readonly listLineHeight: number;
}

const TITLE = 46;
const INTRO_LINE = 22;
const BAR = 21;
const PANEL_GAP = 32;
const AXIS = 50;
const LIST_HEAD = 30;
const LIST_LINE = 20;

/** Divides the page: title, text, timeline, panels, list, from top to bottom. */
export function layoutOf(lines: {
  readonly intro: number;
  readonly bars: number;
  readonly panels: number;
  readonly list: number;
}): Layout {
  const introTop = MARGIN.top + TITLE;
  const barsTop = introTop + lines.intro * INTRO_LINE + 44;
  const panelsTop = barsTop + lines.bars * BAR + 36;
  const listTop = PAGE.height - MARGIN.bottom - lines.list * LIST_LINE - LIST_HEAD;
  const room = listTop - AXIS - panelsTop;
  // Behind the last panel there is the axis, and no gap.
  const pitch = (room + PANEL_GAP) / lines.panels;
  return {
    introTop,
    introLineHeight: INTRO_LINE,
    barsTop,
    barHeight: BAR,
    panelTops: Array.from({ length: lines.panels }, (_, i) => panelsTop + i * pitch),
    panelHeight: pitch - PANEL_GAP,
    listTop,
    listLineHeight: LIST_LINE,
  };
}
