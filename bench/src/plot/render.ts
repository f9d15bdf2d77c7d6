import { Resvg } from '@resvg/resvg-js';
import { type EChartsOption, init } from 'echarts';
import { PAGE } from './page.ts';

/** The page as SVG. */
export function toSvg(option: EChartsOption): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: PAGE.width, height: PAGE.height });
  try {
    chart.setOption(option);
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

/** The SVG as PNG, so many pixels wide. Text needs a font of the machine. */
export function toPng(svg: string, width: number): Uint8Array {
  const resvg = new Resvg(svg, {
    fitTo: { mode: 'width', value: width },
    font: { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans' },
  });
  return resvg.render().asPng();
}
