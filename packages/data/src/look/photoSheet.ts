/** A picture of examples as they are, in colour, as an SVG document. */
import { sheetGrid, type GridRow } from './sheetGrid.ts';

/** Red, green and blue from 0 to 255; shape (height, width, 3). */
export type Photo = Uint8Array;

export interface PhotoSheet {
  readonly title: string;
  readonly rows: readonly GridRow<Photo>[];
  readonly height: number;
  readonly width: number;
}

/** How long the sides of an image are at least, in pixels of the document. */
const LONGER_SIDE = 64;
const SHORTER_SIDE = 28;

/** Every pixel of an image is a square of whole pixels, so that nothing is blurred. */
export async function photoSheet({ title, rows, height, width }: PhotoSheet): Promise<string> {
  const { encode } = await import('fast-png'); // Every command loads this package, and few draw pictures.
  const pixel = Math.max(
    1,
    Math.ceil(LONGER_SIDE / Math.max(height, width)),
    Math.ceil(SHORTER_SIDE / Math.min(height, width)),
  );
  const [cellWidth, cellHeight] = [width * pixel, height * pixel];
  const grid = sheetGrid({ title, rows, cellWidth, cellHeight });
  return grid.document(
    grid.cells.map(({ image, x, y }) => {
      const png = Buffer.from(encode({ data: image, width, height, channels: 3, depth: 8 })).toString(
        'base64',
      );
      return `<image x="${x}" y="${y}" width="${cellWidth}" height="${cellHeight}" image-rendering="optimizeSpeed" href="data:image/png;base64,${png}"/>`;
    }),
  );
}
