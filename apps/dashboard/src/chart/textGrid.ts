/** A rectangle of cells that charts write into: whatever they write, its lines have exactly the size asked for. */
import { cellText } from './cellText.ts';
import type { Line, Span, Style } from './spans.ts';

export interface TextGrid {
  readonly width: number;
  readonly height: number;
  /** From a cell to the right; what lies outside is left out. */
  write(column: number, row: number, text: string, style?: Style): void;
  lines(): Line[];
}

/** A number of cells; sizes that a terminal reports while it has none count as 0. */
export function cellCount(size: number): number {
  return Number.isFinite(size) ? Math.max(0, Math.floor(size)) : 0;
}

const plain: Style = {};

export function textGrid(size: { readonly width: number; readonly height: number }): TextGrid {
  const [width, height] = [cellCount(size.width), cellCount(size.height)];
  const characters = Array.from({ length: height }, () => new Array<string>(width).fill(' '));
  const styles = Array.from({ length: height }, () => new Array<Style>(width).fill(plain));
  return {
    width,
    height,
    write(column, row, text, style = plain) {
      if (characters[row] === undefined) return;
      let at = column;
      for (const character of cellText(text)) {
        if (at >= 0 && at < width) {
          characters[row][at] = character;
          styles[row]![at] = style;
        }
        at++;
      }
    },
    lines: () => characters.map((line, row) => spansOf(line, styles[row]!)),
  };
}

function spansOf(characters: readonly string[], styles: readonly Style[]): Span[] {
  const spans: Span[] = [];
  let start = 0;
  for (let end = 1; end <= characters.length; end++) {
    if (end < characters.length && isSame(styles[end]!, styles[start]!)) continue;
    spans.push({ text: characters.slice(start, end).join(''), ...styles[start] });
    start = end;
  }
  return spans;
}

const isSame = (a: Style, b: Style): boolean =>
  a === b || (a.color === b.color && a.dim === b.dim && a.bold === b.bold && a.inverse === b.inverse);
