/** A picture of examples: a row of images for each label, dark ink on white, as an SVG document. */

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
const GAP = 4;
const MARGIN = 12;
const TITLE_HEIGHT = 28;
/** Room for a letter of the rows' titles. */
const LETTER_WIDTH = 7;

/** Every pixel of an image is a square of whole pixels, so that nothing is blurred. */
export function contactSheet({ title, rows, height, width, levels }: Sheet): string {
  const pixel = Math.max(1, Math.ceil(CELL / Math.max(height, width)));
  const [cellWidth, cellHeight] = [width * pixel, height * pixel];
  const columns = Math.max(1, ...rows.map(({ images }) => images.length));
  const titlesWidth = LETTER_WIDTH * Math.max(...rows.map((row) => row.title.length)) + GAP;
  const left = MARGIN + titlesWidth;
  const top = MARGIN + TITLE_HEIGHT;
  const total = {
    width: Math.max(left + columns * (cellWidth + GAP), LETTER_WIDTH * title.length + MARGIN) + MARGIN,
    height: top + rows.length * (cellHeight + GAP) + MARGIN,
  };
  const cells: string[] = [];
  const titles: string[] = [];
  const ink = Array.from({ length: levels }, () => [] as string[]);
  for (const [r, row] of rows.entries()) {
    const y = top + r * (cellHeight + GAP);
    titles.push(text(row.title, { x: left - 2 * GAP, y: y + cellHeight / 2 + 4, anchor: 'end' }));
    for (const [c, image] of row.images.entries()) {
      const x = left + c * (cellWidth + GAP);
      cells.push(`M${x} ${y}h${cellWidth}v${cellHeight}h${-cellWidth}z`);
      addRuns(ink, image, { x, y, width, pixel });
    }
  }
  const paths = ink.flatMap((runs, level) =>
    level === 0 || runs.length === 0 ? [] : [`<path fill="${grey(level, levels)}" d="${runs.join('')}"/>`],
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${total.width}" height="${total.height}" font-family="sans-serif" font-size="13">`,
    `<rect width="100%" height="100%" fill="#e4e4e4"/>`,
    text(title, { x: MARGIN, y: MARGIN + 12, anchor: 'start' }),
    ...titles,
    `<g shape-rendering="crispEdges">`,
    `<path fill="#fff" d="${cells.join('')}"/>`,
    ...paths,
    `</g></svg>`,
  ].join('\n');
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

const text = (
  content: string,
  { x, y, anchor }: { readonly x: number; readonly y: number; readonly anchor: 'start' | 'end' },
): string => `<text x="${x}" y="${y}" text-anchor="${anchor}">${escaped(content)}</text>`;

/** Names of folders may hold anything. Characters that XML has no form for (Char, section 2.2) are replaced. */
const escaped = (content: string): string =>
  content
    .replaceAll(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
