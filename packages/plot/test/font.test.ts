import { expect, it } from 'vitest';
import { textWidth, wrapText } from '../src/output/font.ts';

it('measures text by the font, not by the number of letters', () => {
  expect(textWidth('iiii', 10)).toBeLessThan(textWidth('MMMM', 10) / 2);
  expect(textWidth('norm', 20)).toBeCloseTo(2 * textWidth('norm', 10));
  expect(textWidth('norm', 10, true)).toBeGreaterThan(textWidth('norm', 10));
});

it('breaks lines between words and keeps every word', () => {
  const text = 'one component after another, and a_word_that_is_longer_than_the_line stays whole';
  const lines = wrapText(text, 100, 10);
  expect(lines.join(' ')).toBe(text);
  for (const line of lines) expect(line.includes(' ') && textWidth(line, 10) > 100).toBe(false);
  expect(wrapText('  ', 100, 10)).toEqual([]);
});
