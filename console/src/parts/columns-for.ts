/** The narrowest a sampling point may be, in rem, and the gap between two, in px. */
const NARROWEST_REM = 16;
const GAP_PX = 14;

/** So many columns for so many points in that width that the rows are as even as can be. */
export function columnsFor(points: number, widthPx: number, remPx: number): number {
  const most = Math.max(1, Math.floor((widthPx + GAP_PX) / (NARROWEST_REM * remPx + GAP_PX)));
  const rows = Math.max(1, Math.ceil(points / most));
  return Math.max(1, Math.ceil(points / rows));
}
