/** Dots, 2 x 4 in a cell, drawn with Unicode's braille patterns: eight times the resolution of characters. */
import { cellCount } from './textGrid.ts';
import type { ColorIndex } from './spans.ts';

export interface BrailleCanvas {
  readonly dotsWide: number;
  readonly dotsHigh: number;
  /** Dot (0, 0) is the upper left one. Dots outside are left out. */
  setDot(x: number, y: number, color?: ColorIndex): void;
  /** Every cell that has a dot. */
  cells(): BrailleCell[];
}

export interface BrailleCell {
  readonly column: number;
  readonly row: number;
  readonly character: string;
  /** Of the dot that was set last; the dots themselves are joined. */
  readonly color?: ColorIndex;
}

export interface Dot {
  readonly x: number;
  readonly y: number;
}

const BLANK = 0x2800;
/** Of the dots of a cell, by row and column. */
const bits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];

/** `width` and `height` in cells. */
export function brailleCanvas(size: { readonly width: number; readonly height: number }): BrailleCanvas {
  const [width, height] = [cellCount(size.width), cellCount(size.height)];
  const patterns = new Uint8Array(width * height);
  const colors = new Array<ColorIndex | undefined>(width * height);
  const [dotsWide, dotsHigh] = [2 * width, 4 * height];
  return {
    dotsWide,
    dotsHigh,
    setDot(x, y, color) {
      if (!(x >= 0 && x < dotsWide && y >= 0 && y < dotsHigh)) return;
      const cell = (y >> 2) * width + (x >> 1);
      patterns[cell]! |= bits[y & 3]![x & 1]!;
      colors[cell] = color;
    },
    cells: () =>
      [...patterns].flatMap((pattern, i) => {
        if (pattern === 0) return [];
        const place = { column: i % width, row: Math.floor(i / width) };
        const color = colors[i];
        return [
          {
            ...place,
            character: String.fromCodePoint(BLANK + pattern),
            ...(color === undefined ? {} : { color }),
          },
        ];
      }),
  };
}

/** Whether the dot is drawn that lies `step` dots from where a line began. */
export type Dashes = (step: number) => boolean;

export const solid: Dashes = () => true;
export const dotted: Dashes = (step) => step % 3 === 0;

export interface Stroke {
  readonly color?: ColorIndex;
  readonly dashes: Dashes;
}

/**
 * Draws from a dot to another, both included, by Bresenham's algorithm; ends may lie outside of the canvas.
 *
 * @param step of the first dot, so that dashes go on from one line to the next
 * @returns the step of the last dot
 */
export function drawLine(canvas: BrailleCanvas, from: Dot, to: Dot, stroke: Stroke, step = 0): number {
  const length = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y));
  const [begin, end] = insideSteps(canvas, from, to, length);
  for (let i = begin; i <= end; i++) {
    if (!stroke.dashes(step + i)) continue;
    // The division comes last: halves are then exact, and are rounded alike wherever the line lies.
    const x = Math.round(from.x + (i * (to.x - from.x)) / Math.max(length, 1));
    const y = Math.round(from.y + (i * (to.y - from.y)) / Math.max(length, 1));
    canvas.setDot(x, y, stroke.color);
  }
  return step + length;
}

/** The steps of a line that may lie on the canvas: a far end costs no time. */
function insideSteps(
  canvas: BrailleCanvas,
  from: Dot,
  to: Dot,
  length: number,
): [first: number, last: number] {
  if (!Number.isFinite(length)) return [0, -1];
  let [first, last] = [0, length];
  const clip = (start: number, change: number, dots: number): void => {
    const ends =
      change === 0 ? [0, length] : [((-1 - start) / change) * length, ((dots - start) / change) * length];
    first = Math.max(first, Math.floor(Math.min(...ends)));
    last = Math.min(last, Math.ceil(Math.max(...ends)));
  };
  clip(from.x, to.x - from.x, canvas.dotsWide);
  clip(from.y, to.y - from.y, canvas.dotsHigh);
  return [first, last];
}
