import uPlot from 'uplot';

/** What values are allowed to be; null on a side that is open. */
export interface ChartLimit {
  readonly min: number | null;
  readonly max: number | null;
}

/** Draws a dashed line at each bound that lies within the plot; the scale is the readings' own. */
export function drawLimit(plot: uPlot, { min, max }: ChartLimit, colour: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5 * uPlot.pxRatio;
  ctx.setLineDash([8 * uPlot.pxRatio, 5 * uPlot.pxRatio]);
  for (const bound of [min, max]) {
    if (bound === null) continue;
    const y = plot.valToPos(bound, 'y', true);
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}
