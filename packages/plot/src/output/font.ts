/** The one typeface of all figures, shipped with the package: a figure looks alike on a machine without any font. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import opentype from 'opentype.js';

const file = (path: string): string =>
  fileURLToPath(import.meta.resolve(`@expo-google-fonts/source-sans-3/${path}`));

export const FONT_FAMILY = "'Source Sans 3', 'Helvetica Neue', Arial, sans-serif";
export const fontFiles = {
  regular: file('400Regular/SourceSans3_400Regular.ttf'),
  semiBold: file('600SemiBold/SourceSans3_600SemiBold.ttf'),
};

const parsed = new Map<string, opentype.Font>();

function font(path: string): opentype.Font {
  let found = parsed.get(path);
  if (!found) {
    const { buffer, byteOffset, byteLength } = readFileSync(path);
    found = opentype.parse(buffer.slice(byteOffset, byteOffset + byteLength));
    parsed.set(path, found);
  }
  return found;
}

/** Width of one line of text in pixels, at a font size in pixels; without kerning, so a little on the wide side. */
export function textWidth(text: string, fontSize: number, semiBold = false): number {
  const face = font(semiBold ? fontFiles.semiBold : fontFiles.regular);
  let units = 0;
  for (const character of text) units += face.charToGlyph(character).advanceWidth ?? 0;
  return (units / face.unitsPerEm) * fontSize;
}

/** The text in lines of at most `width` pixels; a longer word has a line of its own. */
export function wrapText(text: string, width: number, fontSize: number, semiBold = false): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && textWidth(longer, fontSize, semiBold) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
