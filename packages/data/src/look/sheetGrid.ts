/** Rows of images under a title, with a title each: where everything lies in an SVG document. */

export interface GridRow<Image> {
  readonly title: string;
  readonly images: readonly Image[];
}

export interface GridOptions<Image> {
  readonly title: string;
  readonly rows: readonly GridRow<Image>[];
  /** Of an image, in pixels of the document. */
  readonly cellWidth: number;
  readonly cellHeight: number;
}

export interface Cell<Image> {
  readonly image: Image;
  readonly x: number;
  readonly y: number;
}

export interface SheetGrid<Image> {
  readonly cells: readonly Cell<Image>[];
  /** The whole, with what is drawn in the cells. */
  document(drawn: readonly string[]): string;
}

const GAP = 4;
const MARGIN = 12;
const TITLE_HEIGHT = 28;
/** Room for a letter of the rows' titles. */
const LETTER_WIDTH = 7;

export function sheetGrid<Image>({
  title,
  rows,
  cellWidth,
  cellHeight,
}: GridOptions<Image>): SheetGrid<Image> {
  const columns = Math.max(1, ...rows.map(({ images }) => images.length));
  const titlesWidth = LETTER_WIDTH * Math.max(...rows.map((row) => row.title.length)) + GAP;
  const left = MARGIN + titlesWidth;
  const top = MARGIN + TITLE_HEIGHT;
  const width = Math.max(left + columns * (cellWidth + GAP), LETTER_WIDTH * title.length + MARGIN) + MARGIN;
  const height = top + rows.length * (cellHeight + GAP) + MARGIN;
  const rowAt = (r: number): number => top + r * (cellHeight + GAP);
  const titles = rows.map((row, r) =>
    text(row.title, { x: left - 2 * GAP, y: rowAt(r) + cellHeight / 2 + 4, anchor: 'end' }),
  );
  return {
    cells: rows.flatMap(({ images }, r) =>
      images.map((image, c) => ({ image, x: left + c * (cellWidth + GAP), y: rowAt(r) })),
    ),
    document: (drawn) =>
      [
        `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="13">`,
        `<rect width="100%" height="100%" fill="#e4e4e4"/>`,
        text(title, { x: MARGIN, y: MARGIN + 12, anchor: 'start' }),
        ...titles,
        ...drawn,
        `</svg>`,
      ].join('\n'),
  };
}

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
