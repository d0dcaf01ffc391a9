import { isDeepStrictEqual } from 'node:util';
import { getPath } from '@ranksweep/core';
import { flattenConfig, parseDefinition } from '@ranksweep/kinds';
import { describe, expect, it } from 'vitest';
import { builtInDefinitions, dynamics, tensorRank } from '../src/index.ts';
import { builtIns } from '../src/builtIns.ts';

const presetsOf: Readonly<Record<string, string[]>> = {
  recovery: ['quick', 'grid', 'paper'],
  'natural-rank': ['quick', 'labels', 'paper', 'digits'],
  'natural-rank-trees': ['quick', 'mnist'],
  'natural-rank-levels': ['quick', 'mnist'],
  'natural-rank-images': ['quick', 'mnist'],
};

describe('the built-in definitions', () => {
  it.each(builtInDefinitions.map((definition) => [definition.name, definition] as const))(
    '%s is written out in full: read again, it stays the same',
    (_, definition) => {
      expect(parseDefinition(structuredClone(definition), 'test')).toEqual(definition);
      expect(Object.keys(definition.presets)).toEqual(presetsOf[definition.name] ?? ['quick', 'paper']);
    },
  );

  it('have names of their own, by which they are loaded one at a time', async () => {
    const names = builtInDefinitions.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(builtIns.map(({ name }) => name)).toEqual(names);
    expect(await Promise.all(builtIns.map(({ load }) => load()))).toEqual(builtInDefinitions);
  });
});

describe('dynamics at preset paper', () => {
  const { parts, seeds } = dynamics.presets['paper']!;

  // Razin et al. 2022 and appendix.
  it.each([
    ['b-mf', { kind: 'matrix', depth: 3 }, [64, 64], { kind: 'matrix', rank: 5, frobeniusNorm: 64 }, 1e-3],
    ['b-tf', { kind: 'cp', components: 256 }, [16, 16, 16], { kind: 'cp', rank: 5, frobeniusNorm: 64 }, 1e-3],
    [
      'b-htf',
      { kind: 'hierarchical', widths: [512, 512], pooling: 'checkerboard', poolSize: 2 },
      [8, 8, 8, 8],
      { kind: 'hierarchical', ranks: [5, 5], frobeniusNorm: 64 },
      1e-2,
    ],
  ])('%s is as published', (name, model, dims, target, std) => {
    expect(parts[name]!.base).toMatchObject({
      model,
      task: { kind: 'completion', dims, observed: 2048, target },
      init: { scheme: 'gaussian', std },
      loss: { kind: 'mse' },
      optimizer: { kind: 'group-rmsprop', learningRate: 0.01, decay: 0.99, epsilon: 1e-6 },
      stop: { lossBelow: 5e-5, patience: 100, checkEvery: 25, maxIterations: 500_000 },
    });
    expect(seeds).toEqual([0, 1, 2, 3, 4]);
  });

  it('differs from quick in initialization, widths, iterations and seeds alone', () => {
    const quick = dynamics.presets['quick']!.parts;
    const differing = Object.entries(parts).flatMap(([name, { base }]) =>
      flattenConfig(base)
        .filter(([path, value]) => !isDeepStrictEqual(value, getPath(quick[name]!.base, path)))
        .map(([path]) => path),
    );
    expect(new Set(differing)).toEqual(new Set(['stop.maxIterations', 'model.widths', 'init.std']));
  });
});

describe('tensor-rank at preset paper', () => {
  it('is as published', () => {
    const part = tensorRank.presets['paper']!.parts['a-dyn']!;
    expect(part.axes).toEqual({ 'init.std': [0.05, 0.01, 0.005] });
    expect(part.base).toMatchObject({
      model: { kind: 'cp', components: 1000 },
      task: { dims: [10, 10, 10, 10], observed: 2000, target: { kind: 'cp', rank: 5, frobeniusNorm: 1 } },
      stop: { lossBelow: 1e-8, patience: 50, checkEvery: 25, maxIterations: 1_000_000 },
    });
    expect(tensorRank.figure!.panels).toHaveLength(4);
  });
});
