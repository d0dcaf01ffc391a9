import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { expandSweep } from '../../src/definition/expand.ts';
import { loadDefinition } from '../../src/definition/loadDefinition.ts';
import { parseOverride } from '../../src/definition/overrides.ts';
import { parseSeeds } from '../../src/definition/seeds.ts';
import { readNpy } from '@ranksweep/npy';
import { definition, inputErrorOf, inputErrorOfAsync } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'ranksweep-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

const yaml = join(folder, 'a.yaml');
async function refusal(contents: string | Uint8Array): Promise<string> {
  writeFileSync(yaml, contents);
  const message = await inputErrorOfAsync(loadDefinition(yaml, []));
  expect(message.length).toBeLessThan(20_000);
  return message.replaceAll(`${yaml}:`, 'a.yaml:');
}
const expanding = (...words: string[]): string =>
  inputErrorOf(() => expandSweep(definition, { overrides: words.map(parseOverride) }));

/** Characters that mean something to a reader, and some that mean nothing to any. */
const character = fc.oneof(
  fc.constantFrom(...',[](){}"\'=.:-+#&*!|>%@`~\\\n\r\t \0\x07\x1b\x9b\u202e\ufeff\ud800'.split('')),
  fc.constantFrom('1', '9', 'e', 'a', '__proto__', 'seed', 'range', 'init.std', 'NaN', '1e999', '😀'),
);
const text = fc.string({ unit: character, maxLength: 60 });

describe('any text', () => {
  it('is an override, or is told why not', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('init.std=', 'seed=', 'model.tree=', ''), (words, key) => {
        expect(expanding(key + words)).not.toBe('');
      }),
    );
  });

  it('is a list of seeds, or is told why not', () => {
    fc.assert(fc.property(text, (seeds) => void inputErrorOf(() => parseSeeds(seeds))));
  });

  it('is a definition, or is told why not', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (words) => {
        const message = await refusal(`name: a\nparts:\n  p: ${words}`);
        // A message names the file, and the engine's own word for a mistake is none.
        if (message !== 'no error') expect(message).toMatch(/^a\.yaml:/);
      }),
    );
  });
});

describe('words that would take memory or time without bound', () => {
  const thousand = (word: string): string => new Array<string>(1000).fill(word).join(',');
  it.each<[string, string[], string]>([
    ['a range', ['seed=range(0,1e12)'], 'from 1 to 100000 values of range(...)'],
    ['numbers between', ['init.std=linspace(0.1,1,1000000000)'], 'from 1 to 100000 values of linspace(...)'],
    [
      'many ranges',
      [`init.std=${thousand('linspace(1,2,100000)')}`],
      'expected at most 1000000 values, found more',
    ],
    [
      'many lists of seeds',
      [`seed=${Array.from({ length: 20 }, (_, i) => `"${i}00000..${i}99999"`).join(',')}`],
      'expected at most 1000000 together',
    ],
    [
      'kinds of no key',
      Array.from({ length: 20 }, (_, i) => `a${i}.kind=1,2,3,4,5,6,7,8,9,10`),
      'a0.kind=1,2,3,4,5,6,7,8,9,10: no part',
    ],
    ['a long word', [`${'x'.repeat(100_000)}=1`], 'xxx...'],
    ['numbers too large', ['init.std=1e999'], 'a number that a double can hold'],
  ])('%s', (_, words, part) => {
    const message = expanding(...words);
    expect(message).toContain(part);
    expect(message.length).toBeLessThan(2000);
  });

  it('seeds of many ranges', () => {
    const ranges = Array.from({ length: 20 }, (_, i) => `${i}00000..${i}99999`).join(',');
    expect(inputErrorOf(() => parseSeeds(ranges))).toContain('seeds: expected at most 1000000 together');
  });

  it('every kind that there is may still be asked for', () => {
    const words = [
      'task.kind=sensing,completion',
      'task.target.kind=cp,gaussian',
      'loss.kind=mse,l1',
      'optimizer.kind=group-rmsprop,adam',
    ];
    expect(expandSweep(definition, { overrides: words.map(parseOverride) }).runs).toHaveLength(2 * 3 * 16);
  });
});

describe('a file', () => {
  const head = 'name: a\nparts: {}\n';
  it.each<[string, string | Uint8Array, string]>([
    [
      'of aliases of aliases',
      `${head}a: &a [x, x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [${`*${i === 0 ? 'a' : `b${i - 1}`}, `.repeat(9)}]`).join('\n')}`,
      'Excessive alias count',
    ],
    ['that holds itself', 'name: &a [*a, *a]\nparts: {}', 'expected at most 1000 levels, found more'],
    ['nested without end', `${head}x: ${'['.repeat(20_000)}`, 'expected less nesting'],
    ['of many equal keys', `${head}${'b: 1\n'.repeat(50_000)}`, 'Map keys must be unique'],
    ['of many mistakes', `${head}${'b: @\n'.repeat(50_000)}`, 'more mistakes'],
    [
      'of many wrong keys',
      head + Array.from({ length: 50_000 }, (_, i) => `b${i}: 1`).join('\n'),
      'more problems',
    ],
    ['too large', ' '.repeat(1_000_001), 'expected at most 1000000 bytes, found 1000001'],
    ['not in UTF-8', Buffer.from([...Buffer.from('name: a'), 0xff, 0xfe]), 'a.yaml: expected text in UTF-8'],
    [
      'that sets a prototype',
      '{"name": "a", "parts": {"__proto__": {}}}',
      'a.yaml:1: parts.__proto__: expected no such key',
    ],
    ['with a list as a key', `${head}[1, 2]: 3`, 'unknown key'],
  ])('%s', async (_, contents, part) => {
    expect(await refusal(contents)).toContain(part);
  });

  it.skipIf(process.platform === 'win32')('that is a pipe is not waited for', async () => {
    const pipe = join(folder, 'pipe.npy');
    execFileSync('mkfifo', [pipe]);
    expect(await inputErrorOfAsync(readNpy(pipe))).toBe(
      `${pipe}: expected a file, found a folder or a device`,
    );
  });
});
