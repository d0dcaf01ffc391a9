import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress, runAddress, sweepAddress } from '../../src/index.ts';

const parse = (text: string): unknown => parseAddress(text, 'here');

describe('an address', () => {
  it.each([
    ['4', { kind: 'sweep', numbers: [4] }],
    ['4,2', { kind: 'sweep', numbers: [4, 2] }],
    ['sweep:4', { kind: 'sweep', numbers: [4] }],
    ['sweep:3,5..7,6', { kind: 'sweep', numbers: [3, 5, 6, 7] }],
    ['run:13', { kind: 'run', numbers: [13] }],
    ['run:2..4', { kind: 'run', numbers: [2, 3, 4] }],
    ['tag:final', { kind: 'tag', tag: 'final' }],
    ['tag:run:3', { kind: 'tag', tag: 'run:3' }],
    ['dynamics', { kind: 'word', word: 'dynamics' }],
    ['dynamics@3', { kind: 'name', name: 'dynamics', places: [3] }],
    ['dynamics@1..3', { kind: 'name', name: 'dynamics', places: [1, 2, 3] }],
    ['a@2@3', { kind: 'name', name: 'a@2', places: [3] }],
    ['@3', { kind: 'word', word: '@3' }],
    ['a@b', { kind: 'word', word: 'a@b' }],
    ['2024-draft', { kind: 'word', word: '2024-draft' }],
    ['Sweep:4', { kind: 'word', word: 'Sweep:4' }],
    ['', { kind: 'word', word: '' }],
  ])('%s', (text, address) => expect(parse(text)).toEqual(address));

  it.each([
    'sweep:',
    'sweep:x',
    'sweep:-1',
    'run:9..1',
    'run:1,,2',
    'run:1..2000000',
    '9..1',
    'a@9..1',
    // Doubles cannot count on from these.
    '9007199254740992',
    'run:99999999999999999999',
    'a@9007199254740993',
    `sweep:${'9'.repeat(400)}`,
  ])('is not %s', (text) =>
    expect(() => parse(text)).toThrow(
      `here: expected numbers such as 3,5..9, at most 1000000 of them, found '${text}'`,
    ),
  );

  it('names the numbers that it was made of', () => {
    fc.assert(
      fc.property(fc.nat(), (number) => {
        expect(parse(sweepAddress(number))).toEqual({ kind: 'sweep', numbers: [number] });
        expect(parse(runAddress(number))).toEqual({ kind: 'run', numbers: [number] });
      }),
    );
  });

  it('is parsed or refused with a reason, whatever was typed', () => {
    const words = fc.constantFrom('sweep', 'run', 'tag', ':', '@', ',', '..', '1', '23', 'a', '-', ' ');
    fc.assert(
      fc.property(
        fc.array(words, { maxLength: 8 }).map((parts) => parts.join('')),
        (text) => {
          try {
            expect(parse(text)).toHaveProperty('kind');
          } catch (error) {
            expect((error as Error).message).toMatch(/^here: expected numbers such as/);
          }
        },
      ),
    );
  });
});
