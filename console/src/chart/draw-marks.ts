import uPlot from 'uplot';
import type { Columns, Mark } from './columns.ts';

/** Height of the lane at the foot of the plot in which flagged stretches are drawn, CSS px. */
const LANE_PX = 12;

/** Failed readings closer together than this share one cross, CSS px. */
const CROSS_EVERY_PX = 10;

type Colours = Readonly<Record<Mark['kind'], string>>;

/**
 * Draws what was flagged: in a lane at the foot a bar for each stretch, told apart by symbol as well as colour
 * (cross: failed or missing; triangle: suspect; ring: corrected), and a cross where a failed reading claims to be.
 */
export function drawMarks(plot: uPlot, { marks, failed }: Columns, colours: Colours): void {
  const { ctx, bbox } = plot;
  const px = uPlot.pxRatio;
  const x = (t: number) => plot.valToPos(t, 'x', true);
  const lane = bbox.top + bbox.height - (LANE_PX / 2) * px;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineWidth = 1.75 * px;
  for (const mark of marks) {
    ctx.strokeStyle = colours[mark.kind];
    ctx.fillStyle = colours[mark.kind];
    const begin = Math.max(x(mark.from), bbox.left + 5 * px);
    const end = x(mark.to);
    if (end < bbox.left) continue;
    if (end > begin) ctx.fillRect(begin, lane - px, end - begin, 2 * px);
    drawSymbol(ctx, mark.kind, begin, lane, 4 * px);
  }
  ctx.strokeStyle = colours.untrusted;
  let drawnTo = Number.NEGATIVE_INFINITY;
  for (const { t, value } of failed) {
    const at = x(t);
    if (at - drawnTo < CROSS_EVERY_PX * px) continue;
    drawnTo = at;
    const y = plot.valToPos(value, 'y', true);
    const inside = Math.min(Math.max(y, bbox.top + 5 * px), bbox.top + bbox.height - (LANE_PX + 2) * px);
    drawSymbol(ctx, 'untrusted', at, inside, 3 * px);
  }
  ctx.restore();
}

function drawSymbol(
  ctx: CanvasRenderingContext2D,
  kind: Mark['kind'],
  x: number,
  y: number,
  size: number,
): void {
  ctx.beginPath();
  if (kind === 'untrusted') {
    ctx.moveTo(x - size, y - size);
    ctx.lineTo(x + size, y + size);
    ctx.moveTo(x + size, y - size);
    ctx.lineTo(x - size, y + size);
    ctx.stroke();
  } else if (kind === 'corrected') {
    ctx.arc(x, y, size * 0.8, 0, 2 * Math.PI);
    ctx.stroke();
  } else {
    ctx.moveTo(x, y - size);
    ctx.lineTo(x + size, y + size);
    ctx.lineTo(x - size, y + size);
    ctx.closePath();
    ctx.fill();
  }
}
