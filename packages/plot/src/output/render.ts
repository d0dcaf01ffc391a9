/** From a Vega-Lite specification to SVG and PNG, without a browser, a canvas or system fonts. */
import { Resvg } from '@resvg/resvg-js';
import type { TopLevelSpec } from 'vega-lite';
import { fontFiles, textWidth } from './font.ts';
import { compile, vega } from './vega.ts';

interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

// Vega's typings leave out `textMetrics`. Without a canvas Vega takes every letter for 0.8 em wide, which spoils its layout.
const { textMetrics } = vega as unknown as {
  textMetrics: { width: (item: TextItem, text: string) => number };
};
textMetrics.width = (item, text) =>
  textWidth(
    `${text ?? ''}`,
    item.fontSize ?? 11,
    item.fontWeight === 'bold' || Number(item.fontWeight) >= 600,
  );

/** Characters that XML 1.0 has no form for (Char, section 2.2): a title may hold them, a document may not. */
const noXml = /[[\p{Cc}\p{Cs}\ufffe\uffff]--[\t\n\r\x7f-\x9f]]/gv;

/** The figure as an SVG document. Its size is in CSS pixels (1/96 inch). */
export async function renderSvg(spec: TopLevelSpec): Promise<string> {
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none', logLevel: vega.Error });
  try {
    return shortPaths((await view.toSVG()).replaceAll(noXml, '\ufffd'));
  } finally {
    view.finalize();
  }
}

/** Hundredths of a pixel are enough, and halve a figure of many curves. */
const shortPaths = (svg: string): string =>
  svg.replaceAll(/(?<= d=")[^"]*/g, (path) =>
    path.replaceAll(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) => String(Number(Number(number).toFixed(2)))),
  );

/** How large a PNG is: its width in pixels, or pixels per pixel of the SVG. */
export type PngSize = { readonly width: number } | { readonly scale: number };

/** Pixels of a PNG, 4 bytes each while it is drawn: a hundred panels, or a title that nobody would read to its end. */
const MOST_PIXELS = 2 ** 26;

/** The SVG as a PNG on white; by default 3 pixels for one of the SVG, 288 dpi in print, and fewer where that would be too many. */
export function renderPng(svg: string, size: PngSize = { scale: 3 }): Uint8Array {
  const { width, height } = new Resvg(svg, { font: { loadSystemFonts: false } });
  const asked = 'width' in size ? size.width / width : size.scale;
  const scale = Math.min(asked, Math.sqrt(MOST_PIXELS / (width * height)));
  return new Resvg(svg, {
    background: 'white',
    fitTo:
      'width' in size && scale === asked
        ? { mode: 'width', value: size.width }
        : { mode: 'zoom', value: scale },
    font: {
      loadSystemFonts: false,
      fontFiles: Object.values(fontFiles),
      defaultFontFamily: 'Source Sans 3',
      sansSerifFamily: 'Source Sans 3',
    },
  })
    .render()
    .asPng();
}
