/** Text that is longer than a line. */
import { beginning, shortened, textWidth } from './cellWidth.ts';
import type { Line, Span } from './chart/index.ts';
import { lineText } from './words.ts';

/** Broken at blanks, and within words that are longer than a line. */
export function wrapped(text: string, width: number): string[] {
  const room = Math.max(1, width);
  const lines: string[] = [];
  let rest = text;
  while (textWidth(rest) > room) {
    // A character that is wider than the line stands alone on it.
    const fitting = beginning(rest, room) || rest.slice(0, 1);
    const blank = rest[fitting.length] === ' ' ? fitting.length : fitting.lastIndexOf(' ');
    const end = blank > 0 ? blank : fitting.length;
    lines.push(rest.slice(0, end));
    rest = rest.slice(blank > 0 ? end + 1 : end);
  }
  return [...lines, rest];
}

/** The first `most` lines of it: `…` tells that there are more. */
export function wrappedWithin(text: string, width: number, most: number): string[] {
  if (width < 1 || most < 1) return [];
  const lines = wrapped(text, width);
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), shortened(`${lines[most - 1]!} ${lines[most]!}`, width)];
}

/** A command as a shell takes it over several lines. */
export function commandLines(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = ' ';
  for (const word of words.map(lineText)) {
    if (line.trim() !== '' && textWidth(line) + 1 + textWidth(word) + 2 > width) {
      lines.push(`${line} \\`);
      line = '   ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

/** Words side by side, on as many lines as they need. */
export function flowed(words: readonly Span[], width: number): Line[] {
  const lines: Span[][] = [[]];
  let used = 0;
  for (const word of words.filter(({ text }) => text !== '')) {
    const needed = textWidth(word.text) + (used > 0 ? 2 : 0);
    if (used > 0 && used + needed > width) {
      lines.push([word]);
      used = textWidth(word.text);
      continue;
    }
    if (used > 0) lines.at(-1)!.push({ text: '  ' });
    lines.at(-1)!.push(word);
    used += needed;
  }
  return lines;
}
