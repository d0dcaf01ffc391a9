/** A picture of examples: a row of images for each label, dark ink on white, as an SVG document. */
import { sheetGrid } from './sheetGrid.ts';

export interface SheetRow {
  readonly title: string;
  /** Grey levels of each image, shape (height, width). */
  readonly images: readonly Uint8Array[];
}

export interface Sheet {
  readonly title: string;
  readonly rows: readonly SheetRow[];
  readonly height: number;
  readonly width: number;
  /** How many grey levels there are: 0 is white, the last one black. */
  readonly levels: number;
}

/** How long the longer side of an image is at least, in pixels of the document. */
const CELL = 56;

/** Every pixel of an image is a square of whole pixels, so that nothing is blurred. */
export function contactSheet({ title, rows, height, width, levels }: Sheet): string {
  const pixel = Math.max(1, Math.ceil(CELL / Math.max(height, width)));
  const [cellWidth, cellHeight] = [width * pixel, height * pixel];
  const grid = sheetGrid({ title, rows, cellWidth, cellHeight });
  const ink = Array.from({ length: levels }, () => [] as string[]);
  for (const { image, x, y } of grid.cells) addRuns(ink, image, { x, y, width, pixel });
  const cells = grid.cells.map(({ x, y }) => `M${x} ${y}h${cellWidth}v${cellHeight}h${-cellWidth}z`);
  const paths = ink.flatMap((runs, level) =>
    level === 0 || runs.length === 0 ? [] : [`<path fill="${grey(level, levels)}" d="${runs.join('')}"/>`],
  );
  return grid.document([
    `<g shape-rendering="crispEdges">`,
    `<path fill="#fff" d="${cells.join('')}"/>`,
    ...paths,
    `</g>`,
  ]);
}

interface Cell {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly pixel: number;
}

/** Neighbours of one level in a row are one rectangle, among those of their level. */
function addRuns(ink: readonly string[][], image: Uint8Array, { x, y, width, pixel }: Cell): void {
  for (let start = 0, end = 0; start < image.length; start = end) {
    const rowEnd = start - (start % width) + width;
    const level = image[start]!;
    for (end = start + 1; end < rowEnd && image[end] === level; end++);
    if (level === 0) continue;
    const [left, top, length] = [start % width, Math.floor(start / width), end - start];
    ink[level]!.push(
      `M${x + left * pixel} ${y + top * pixel}h${length * pixel}v${pixel}h${-length * pixel}z`,
    );
  }
}

const grey = (level: number, levels: number): string => {
  const part = Math.round(255 * (1 - level / (levels - 1)));
  return `rgb(${part},${part},${part})`;
};
