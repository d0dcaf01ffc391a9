import type { Key as InkKey } from 'ink';
import { describe, expect, it } from 'vitest';
import { keysOf } from '../src/keys.ts';

/** As Ink tells several characters that came at once: of none of them by a flag. */
const atOnce = (input: string): readonly string[] => keysOf(input, {} as InkKey);

describe('keys that come at once', () => {
  it('are a key a character, with Enter or Tab at the end', () => {
    expect(atOnce('dy\t')).toEqual(['d', 'y', 'tab']);
    expect(atOnce('dy\r')).toEqual(['d', 'y', 'enter']);
  });

  it('take back what was typed', () => {
    expect(atOnce('dx\u007fy')).toEqual(['d', 'x', 'backspace', 'y']);
  });

  it('have blanks for lines and tabs within what was pasted', () => {
    expect(atOnce('a\tb\rc')).toEqual(['a', ' ', 'b', ' ', 'c']);
  });
});
