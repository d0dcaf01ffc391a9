/** Text of which every character takes one cell, so that labels from files and databases do not shift what is beside them. */

/**
 * Anything but Latin, Greek and Cyrillic letters, punctuation, arrows, mathematical signs, box drawing, blocks and braille:
 * it may take no cell or two, or be obeyed by the terminal.
 */
const unsure = /[^ -~¡-¬®-˿Ͱ-҂Ҋ-ԯ‐-‧‰-⁞⁰-ₜ←-⋿─-◼⠀-⣿]/gu;

/** Whether its `length` is the number of its cells for certain. */
export const isOneCellEach = (text: string): boolean => text.search(unsure) < 0;

/** Its `length` is the number of its cells. */
export function cellText(text: string): string {
  return text.replace(unsure, '?');
}

/** In `width` cells at most; what is cut off is told by `…`. */
export function fitted(text: string, width: number): string {
  const whole = cellText(text);
  if (whole.length <= width) return whole;
  return width < 1 ? '' : `${whole.slice(0, width - 1)}…`;
}
