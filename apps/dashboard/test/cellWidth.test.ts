import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { beginning, padded, shortened, textWidth } from '../src/cellWidth.ts';
import { wrapped, wrappedWithin } from '../src/wrapping.ts';

const anyText = fc.string({
  unit: fc.oneof(fc.constantFrom('a', ' ', '–', '漢', 'é', '👩‍🔬', '⠿'), fc.string({ maxLength: 1 })),
});

describe('the width of text', () => {
  it('is that of the library, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(textWidth(text)).toBe(stringWidth(text));
      }),
    );
    expect(textWidth('初期値 std')).toBe(10);
  });

  it('is kept to, and no character is cut in two', () => {
    fc.assert(
      fc.property(anyText, fc.nat(20), (text, width) => {
        expect(textWidth(beginning(text, width))).toBeLessThanOrEqual(width);
        expect(text.startsWith(beginning(text, width))).toBe(true);
        expect(textWidth(shortened(text, width))).toBeLessThanOrEqual(width);
        expect(textWidth(padded(text, width))).toBeGreaterThanOrEqual(width);
      }),
    );
    expect(beginning('a漢字', 2)).toBe('a');
    expect(shortened('漢字漢字', 5)).toBe('漢字…');
  });
});

describe('text that is longer than a line', () => {
  it('loses nothing but blanks at the ends of lines, and no line is too long', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 20 }), (text, width) => {
        const lines = wrapped(text, width);
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
    expect(wrapped('expected a tensor, found none', 12)).toEqual(['expected a', 'tensor,', 'found none']);
  });

  it('tells when lines are left out', () => {
    expect(wrappedWithin('one two three four', 6, 2)).toEqual(['one', 'two t…']);
    expect(wrappedWithin('one two three', 6, 2)).toEqual(['one', 'two t…']);
    expect(wrappedWithin('one two', 8, 1)).toEqual(['one two']);
    expect(wrappedWithin('one two', 8, 0)).toEqual([]);
  });
});
