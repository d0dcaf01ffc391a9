import { InputError } from '@ranksweep/core';
import { expect, it } from 'vitest';
import { createEngine, engineNames, referenceEngine, registerEngine } from '../src/index.ts';

it('makes an engine from outside known by its name, once', () => {
  const before = engineNames();
  expect(before.slice(0, 4)).toEqual(['wasm', 'wasm-fma', 'wasm-plain', 'reference']);
  registerEngine('abacus', () => ({ ...referenceEngine(), name: 'abacus', arithmetic: 'beads' }));
  expect(engineNames()).toEqual([...before, 'abacus']);
  expect(createEngine('abacus')).toMatchObject({ name: 'abacus', arithmetic: 'beads' });
  for (const taken of ['abacus', 'wasm']) {
    expect(() => registerEngine(taken, referenceEngine)).toThrow(InputError);
    expect(() => registerEngine(taken, referenceEngine)).toThrow(`expected a new name, found '${taken}'`);
  }
  expect(createEngine('wasm').name).toBe('wasm');
});

it('names the engines that there are where one is asked for that is not', () => {
  expect(() => createEngine('nothing')).toThrow(InputError);
  expect(() => createEngine('nothing')).toThrow(
    /engine: expected wasm, wasm-fma, wasm-plain, .*, found 'nothing'$/,
  );
  expect(() => createEngine('refrence')).toThrow("found 'refrence'; did you mean reference?");
});
