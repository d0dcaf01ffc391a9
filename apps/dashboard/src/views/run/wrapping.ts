/** Text that is longer than a line. */
import type { Line, Span } from '../../chart/index.ts';
import { lineText } from '../../words.ts';

/** Broken at blanks, and within words that are longer than a line. */
export function wrapped(text: string, width: number): string[] {
  const room = Math.max(1, width);
  const lines: string[] = [];
  let rest = text;
  while (rest.length > room) {
    const blank = rest.lastIndexOf(' ', room);
    const end = blank > 0 ? blank : room;
    lines.push(rest.slice(0, end));
    rest = rest.slice(blank > 0 ? end + 1 : end);
  }
  return [...lines, rest];
}

/** A command as a shell takes it over several lines. */
export function commandLines(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = ' ';
  for (const word of words.map(lineText)) {
    if (line.trim() !== '' && line.length + 1 + word.length + 2 > width) {
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
    const needed = word.text.length + (used > 0 ? 2 : 0);
    if (used > 0 && used + needed > width) {
      lines.push([word]);
      used = word.text.length;
      continue;
    }
    if (used > 0) lines.at(-1)!.push({ text: '  ' });
    lines.at(-1)!.push(word);
    used += needed;
  }
  return lines;
}
