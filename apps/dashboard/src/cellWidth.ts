/** How many cells of a terminal a text takes: letters of East Asia and emoji take two, combining marks take none. */
import stringWidth from 'string-width';
import { isOneCellEach } from './chart/index.ts';

const graphemes = new Intl.Segmenter();

/** Most text of the dashboard is measured without the library, which takes a hundred times as long. */
export const textWidth = (text: string): number => (isOneCellEach(text) ? text.length : stringWidth(text));

/** Characters as people count them: a letter with its accents is one. */
export const characters = (text: string): string[] =>
  Array.from(graphemes.segment(text), ({ segment }) => segment);

/** The longest beginning that fits. No character is cut in two. */
export function beginning(text: string, width: number): string {
  if (isOneCellEach(text)) return text.slice(0, Math.max(0, width));
  let used = 0;
  let end = 0;
  for (const character of characters(text)) {
    used += textWidth(character);
    if (used > width) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** At most so wide: what was cut off is told by `…`. */
export function shortened(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  return width < 1 ? '' : `${beginning(text, width - 1)}…`;
}

/** At least so wide, by blanks at its end. */
export const padded = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - textWidth(text)));
