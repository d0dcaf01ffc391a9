import { expect, it } from 'vitest';
import { errorLines } from '../../src/views/run/header.ts';

const shown = (error: string, most: number): string[] =>
  errorLines(error, 30, most).map((line) => line.map(({ text }) => text).join(''));

it('shows the beginning of an error, and of one that has lines also their end', () => {
  expect(shown('out of memory', 4)).toEqual(['out of memory']);
  const output = ['its program ended with exit code 1:', 'a', 'b', 'c', 'ValueError: \u001b[1m'];
  expect(shown(output.join('\n'), 9)).toEqual([
    'its program ended with exit',
    'code 1:',
    'a',
    'b',
    'c',
    'ValueError: \\u001b[1m',
  ]);
  expect(shown(output.join('\n'), 4)).toEqual([
    'its program ended with exit',
    '…',
    'c',
    'ValueError: \\u001b[1m',
  ]);
  for (const most of [0, 1, 2, 3]) expect(shown(output.join('\n'), most)).toHaveLength(most);
});
