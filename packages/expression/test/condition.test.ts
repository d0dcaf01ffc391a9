/** Conditions: what they mean, what they refuse, and that they can do nothing else. */
import { InputError } from '@ranksweep/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Condition, typeOf, type TypesOf, type Value, type ValueType } from '../src/index.ts';

const values: Readonly<Record<string, Value>> = {
  'model.depth': 4,
  'init.std': 0.2,
  'optimizer.kind': 'sgd',
  'optimizer.nesterov': true,
  'model.widths': [64, 64],
  'parameters.batch-size': 32,
};
const valueOf = (name: string): Value | undefined => values[name];
const holds = (text: string): boolean => new Condition(text).holds(valueOf);

const typesOf: TypesOf = (name) => (name in values ? new Set([typeOf(values[name])]) : undefined);

function problemOf(text: string, types: TypesOf = typesOf): string {
  try {
    new Condition(text).check(types);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'no problem';
}

describe('a condition', () => {
  it.each([
    ['model.depth == 4 && init.std > 0.1', true],
    ['model.depth == 4 && init.std > 0.2', false],
    ['model.depth != 4 || init.std >= 2e-1', true],
    ['!(model.depth < 4)', true],
    ["optimizer.kind == 'sgd'", true],
    ['optimizer.kind in ["adam", "sgd"]', true],
    ["optimizer.kind in ['adam']", false],
    ['optimizer.nesterov', true],
    ['optimizer.nesterov == false', false],
    ['model.widths == [64, 64]', true],
    ['model.widths == [64]', false],
    ['64 in model.widths', true],
    ['parameters["batch-size"] * model.depth <= 128', true],
    ['model.depth % 2 == 0 && -init.std + 1 > 0.7 && model.depth / 8 - 0.5 == 0', true],
    ['1 + 2 * 3 == 7', true],
    ['true || false && false', true],
  ])('%s: %s', (text, expected) => {
    expect(problemOf(text)).toBe('no problem');
    expect(holds(text)).toBe(expected);
  });

  it('compares as numbers do', () => {
    const values: Record<string, Value> = { zero: 0, below: -0, none: NaN, zeros: [0, [-0]] };
    const holdsOf = (text: string): boolean => new Condition(text).holds((name) => values[name]);
    expect(holdsOf('zero == below && zero == -zero && zero * -1 == 0 && below in [0, 1]')).toBe(true);
    expect(holdsOf('zeros == [below, [zero]] && zeros != [0] && zeros != [0, 0] && zeros != 0')).toBe(true);
    expect(holdsOf('none == none || none in [none]')).toBe(false);
    expect(holdsOf('none != none')).toBe(true);
  });

  it('names what it looks at, each once', () => {
    const { names } = new Condition('a.b > 1 && (c in [d, a.b] || !e["f-g"])');
    expect(names).toEqual(['a.b', 'c', 'd', 'e.f-g']);
  });

  it.each([
    'gone > 1',
    'gone < 1',
    'gone <= 1',
    'gone >= 1',
    'gone == 1',
    'gone + 1 == 1',
    'gone == gone',
    'gone',
  ])('does not hold for a name that stands for nothing: %s', (text) => {
    expect(holds(text)).toBe(false);
  });

  it('has a name that stands for nothing differ from everything', () => {
    expect(holds('gone != 1 && !(gone in [1]) && !gone')).toBe(true);
  });
});

describe('what a condition refuses', () => {
  it.each([
    [
      '',
      "expected an expression such as model.depth == 4 && init.std > 0.1, or optimizer.kind in ['sgd', 'adam']; found \"\"",
    ],
    [
      'model.depth === 4',
      'expected one of || && == != < <= > >= in + - * / % !, found === in "model.depth === 4"; write ==',
    ],
    [
      'model.depth & 4',
      'expected one of || && == != < <= > >= in + - * / % !, found & in "model.depth & 4"; write &&',
    ],
    ['a and b', 'expected one expression, found several in "a and b"; join them by && or ||'],
    ['process.exit(1)', 'expected names, values and operators, found a function in "process.exit(1)"'],
    ['init.std > 0.1 ? true : false', /^expected an expression such as/],
    ['model.depth == null', /^expected an expression such as/],
    ['a[0] == 1', /^expected an expression such as/],
    ['(model.depth', /where character 13 does not fit \(unclosed \(\)/],
    ['model.depth = 4', /where character 13 does not fit \(unexpected "="\); comparisons are ==/],
    ['x'.repeat(1001), 'expected at most 1000 characters, found 1001'],
    ['init.std', 'expected true or false for a condition, found init.std, which is a number'],
    ['init.std + 1', 'expected true or false for a condition, found init.std + 1'],
    ["init.std > 'a'", 'expected a number beside >, found "a"'],
    ['optimizer.kind < 3', 'expected a number beside <, found optimizer.kind, which is a string'],
    ['optimizer.kind == 3', 'expected a string to compare optimizer.kind with, found 3'],
    ["init.std in [1, 'a']", 'expected a number to compare init.std with, found "a"'],
    ['init.std in 1', 'expected a list after in, found 1'],
    ['!init.std', 'expected true or false after !, found init.std, which is a number'],
    ['-optimizer.kind == 3', 'expected a number after -, found optimizer.kind, which is a string'],
    ['init.std && true', 'expected true or false beside &&, found init.std, which is a number'],
    ['0 < init.std < 1', 'expected a number beside <, found 0 < init.std'],
  ])('%s', (text, problem) => {
    expect(problemOf(text)).toEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem));
  });

  it('takes a name of several types for any of them, and one of unknown types for all', () => {
    const mixed: TypesOf = (name) =>
      name === 'x' ? new Set<ValueType>(['string', 'number', 'nothing']) : undefined;
    expect(problemOf("x > 1 && x == 'auto' && y && y > 1 && y == 'a'", mixed)).toBe('no problem');
    expect(problemOf('x', mixed)).toBe(
      'expected true or false for a condition, found x, which is a string or a number',
    );
  });
});

describe('any text', () => {
  it('is a condition or an InputError, and reaches nothing but its names', () => {
    const words = [
      'a',
      'constructor',
      '__proto__',
      '(',
      ')',
      '[',
      ']',
      '"',
      "'",
      '.',
      '==',
      '&&',
      '!',
      '-',
      '1',
      'e',
      ' in ',
      ',',
      ';',
      'this',
      '`',
      '?',
      ':',
      '\\',
      '/',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 30 }), (parts) => {
        try {
          const condition = new Condition(parts.join(''));
          condition.check(() => undefined);
          expect(typeof condition.holds(() => 1)).toBe('boolean');
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['(', '[', '!', '-', 'a.', '-(', '[(', 'a[', '1+', 'a in ['])(
    'may nest %s as deeply as its length allows',
    (word) => {
      expect(() => new Condition(word.repeat(Math.floor(1000 / word.length)))).toThrow(InputError);
    },
  );
});
