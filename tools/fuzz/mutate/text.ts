/** Damage to text: its tokens dropped, doubled, swapped, nested, and replaced by such as break readers. */
import type { Random } from '../random.ts';

/** Numbers, names and characters that readers have been known to stumble over. */
export const hostileTokens = [
  '1e999',
  '-1e999',
  '-0',
  'NaN',
  'Infinity',
  '1e12',
  '1e9',
  '9007199254740993',
  '281474976710656',
  '-1',
  '0',
  '0.1',
  '1e-400',
  '00',
  '0x10',
  '1_000',
  '+',
  '-',
  '.',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  'null',
  'true',
  '~',
  '!!js/function',
  '!!binary',
  '!!set',
  '<<',
  '*a',
  '&a',
  '&a [*a]',
  '*missing',
  '---',
  '...',
  '%YAML 1.2',
  '|',
  '>',
  '? ',
  ': ',
  '- ',
  '#',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  '(',
  ')',
  ',',
  '=',
  '\\',
  '\n',
  '\r',
  '\t',
  ' ',
  '\0',
  '\u0007',
  '\u001b[31m',
  '\u009b',
  '\u202e',
  '\ufeff',
  '\u2028',
  '\ud800',
  '\udc00',
  '😀',
  'é',
  '$(id)',
  ';',
  '../',
  '..',
  'range(0,1000000000000)',
  'range(0,10)',
  'linspace(0,1,1000000000)',
  'linspace(0,1,3)',
  'logspace(-400,400,3)',
  '0..999999999',
] as const;

const tokenPattern = /[\p{L}_]+|[\d.eE+-]+|\s+|[^]/gu;

type Damage = (tokens: string[], random: Random) => void;

const damages: readonly Damage[] = [
  (tokens, random) => tokens.splice(random.below(tokens.length), random.few(6)),
  (tokens, random) => (tokens[random.below(tokens.length)] = random.pick(hostileTokens)),
  (tokens, random) => tokens.splice(random.below(tokens.length), 0, random.pick(hostileTokens)),
  (tokens, random) => {
    const at = random.below(tokens.length);
    tokens.splice(at, 0, ...tokens.slice(at, at + random.few(40)));
  },
  (tokens, random) => {
    const [a, b] = [random.below(tokens.length), random.below(tokens.length)];
    [tokens[a], tokens[b]] = [tokens[b]!, tokens[a]!];
  },
  (tokens, random) => {
    const at = random.below(tokens.length);
    tokens[at] = tokens[at]!.repeat(random.few(2000));
  },
  (tokens, random) => {
    const [open, close] = random.pick([
      ['[', ']'],
      ['{a: ', '}'],
      ['- ', ''],
      ['(', ')'],
      ['"', '"'],
      ['a.', ''],
    ] as const);
    const levels = random.few(3000);
    const at = random.below(tokens.length);
    tokens[at] = open.repeat(levels) + tokens[at] + close.repeat(random.chance(0.8) ? levels : 0);
  },
  (tokens, random) =>
    tokens.splice(random.below(tokens.length), 0, `${random.pick(hostileTokens)},`.repeat(random.few(2000))),
];

/** Damage to damage grows beyond what anyone would hand over. */
const LONGEST = 100_000;

const lengthOf = (tokens: readonly string[]): number => tokens.reduce((sum, { length }) => sum + length, 0);

export function mutateText(text: string, random: Random): string {
  const tokens = text.match(tokenPattern) ?? [''];
  for (let count = random.few(6); count > 0 && lengthOf(tokens) < LONGEST; count--) {
    if (tokens.length === 0) tokens.push('');
    random.pick(damages)(tokens, random);
  }
  return tokens.join('');
}
