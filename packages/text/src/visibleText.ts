/** Text of files and databases as a terminal may show it: it obeys control characters, whoever wrote them. */

/** Controls other than the line feed, halves of surrogate pairs, and marks that turn the direction of writing. */
const unseen = /[[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]--\n]/gv;

/** With what a terminal would obey written as in JSON: `\u001b`. In JSON text that is the same value. */
export const visibleText = (text: string): string =>
  text.replaceAll(unseen, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Whether a terminal would obey nothing in it but line feeds. */
export const isVisible = (text: string): boolean => visibleText(text) === text;
