/** Makes text from files and databases safe to show. A terminal obeys control characters, whoever wrote them. */

/** Control characters except the line feed, halves of surrogate pairs, and marks that change the direction of writing. */
const unseen = /[[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]--\n]/gv;

/** Escapes what a terminal would obey as JSON does: `\u001b`. In JSON text the value stays the same. */
export const visibleText = (text: string): string =>
  text.replaceAll(unseen, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Whether the text contains nothing that a terminal would obey, except line feeds. */
export const isVisible = (text: string): boolean => visibleText(text) === text;
