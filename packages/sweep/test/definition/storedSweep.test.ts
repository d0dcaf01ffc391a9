import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, InputError, sha256 } from '@ranksweep/core';
import { parseDefinition, trajectoryHash } from '@ranksweep/kinds';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { expandSweep, type ExpandedSweep } from '../../src/definition/expand.ts';
import { parseOverride } from '../../src/definition/overrides.ts';
import { resolveFiles } from '../../src/definition/resolveFiles.ts';
import { expandStored, extendStored, searchFurther } from '../../src/definition/storedSweep.ts';
import { findHoles } from '../../src/plan/holes.ts';
import { writeNpy } from '@ranksweep/npy';
import { run, smallSweep, temporaryStore } from '../support/sweeps.ts';

const storedAs = (asked: object) => {
  const spec = JSON.parse(JSON.stringify(asked)) as object; // which knows no infinity
  return { id: 1, name: 'a', preset: 'quick', spec, specHash: sha256(canonicalJson(spec)) };
};

const asStored = ({ name, preset, spec }: ExpandedSweep) => ({ ...storedAs(spec), name, preset });

describe('expandStored', () => {
  it('gives the runs and the specification that the sweep was stored with', async () => {
    const sweep = smallSweep(['mf', 'tf', 'htf'], { record: { perDecade: 5, every: 2 } });
    const again = await expandStored(asStored(sweep));
    expect(again.runs).toEqual(sweep.runs);
    expect(again.spec).toEqual(sweep.spec);
  });

  it('refuses a target file that has changed, and takes one that has not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ranksweep-stored-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'x.npy');
    const write = (first: number): void => writeNpy(file, Float64Array.of(first, 2, 3, 4), [2, 2]);
    write(1);
    const task = { kind: 'completion', dims: [2, 2], observed: 3, target: { kind: 'file', file } };
    const base = { model: { kind: 'matrix', depth: 2 }, task, init: { std: 0.1 } };
    const definition = { name: 'own', description: '', presets: { quick: { parts: { mf: { base } } } } };
    const sweep = await resolveFiles(expandSweep(parseDefinition(definition, 'own')));
    expect((await expandStored(asStored(sweep))).runs).toEqual(sweep.runs);
    write(5);
    await expect(expandStored(asStored(sweep))).rejects.toThrow('the file has changed');
  });

  it('takes nothing that is no specification for one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.object(), mangled), async (spec) => {
        const answer = await expandStored(storedAs(spec)).catch((error: unknown) => error);
        if (answer instanceof Error) expect(answer).toBeInstanceOf(InputError);
        else expect((answer as ExpandedSweep).runs).toBeInstanceOf(Array);
      }),
      { numRuns: 200 },
    );
  });

  const mangled = fc.tuple(fc.constantFrom('base', 'axes', 'seeds'), fc.jsonValue()).map(([key, value]) => ({
    ...smallSweep(['mf']).spec,
    parts: { mf: { ...smallSweep(['mf']).spec.parts.mf, [key]: value } },
  }));
});

describe('extendStored', () => {
  it('has every run end at the new limit, also where limits were an axis', async () => {
    const sweep = expandSweep(
      parseDefinition({ name: 'a', description: '', presets: { quick: { parts: smallParts() } } }, 'a'),
      { overrides: [parseOverride('stop.maxIterations=100,200')] },
    );
    const extended = await extendStored(asStored(sweep), { path: 'stop.maxIterations', value: 500 });
    expect(new Set(extended.runs.map(({ config }) => config.stop.maxIterations))).toEqual(new Set([500]));
    expect(new Set(extended.runs.map(({ config }) => trajectoryHash(config)))).toEqual(
      new Set(sweep.runs.map(({ config }) => trajectoryHash(config))),
    );
    // More than some have is enough.
    const { runs } = await extendStored(asStored(sweep), { path: 'stop.maxIterations', value: 150 });
    expect(new Set(runs.map(({ config }) => config.stop.maxIterations))).toEqual(new Set([150]));
    await expect(extendStored(asStored(sweep), { path: 'stop.maxIterations', value: 100 })).rejects.toThrow(
      'expected more than the 100 iterations',
    );
  });

  const smallParts = (): Record<string, { base: ExpandedSweep['spec']['parts'][string]['base'] }> =>
    Object.fromEntries(
      Object.entries(smallSweep(['mf']).spec.parts).map(([name, { base }]) => [name, { base }]),
    );
});

describe('searchFurther', () => {
  const { base } = smallSweep(['mf']).spec.parts.mf!;
  const search = { minimize: 'train_loss', space: { 'init.std': { from: 0.01, to: 1 } } };
  const sweepOf = (parts: object): ExpandedSweep =>
    expandSweep(parseDefinition({ name: 'a', description: '', presets: { quick: { parts } } }, 'a'));
  const searched = sweepOf({
    tune: { base, search: { ...search, trials: 6 } },
    wide: { base, search: { ...search, trials: 20 } },
    line: {
      base,
      axes: { 'init.std': [0.01, 0.1, 1] },
      boundary: { along: 'init.std', outcome: 'train_loss < 1', trials: 10 },
    },
    grid: { base, axes: { 'init.std': [0.01] } },
  });

  it('has more trials of searches and boundaries that have fewer, and leaves all else as it is', async () => {
    const further = await searchFurther(asStored(searched), 12);
    const trials = Object.entries(further.spec.parts).map(([part, one]) => [
      part,
      (one.search ?? one.boundary)?.trials,
    ]);
    expect(Object.fromEntries(trials)).toEqual({ tune: 12, wide: 20, line: 12, grid: undefined });
    const { tune, grid } = further.spec.parts;
    expect(tune).toEqual({
      ...searched.spec.parts.tune,
      search: { ...searched.spec.parts.tune!.search, trials: 12 },
    });
    expect(grid).toEqual(searched.spec.parts.grid);
    expect(further.runs).toEqual(searched.runs);
  });

  it('goes on with axes that no trial has, since a word has set the kind that they belong to', async () => {
    const momentum = { when: "optimizer.kind == 'sgd'" };
    const parts = {
      tune: {
        base,
        search: {
          ...search,
          trials: 6,
          space: {
            ...search.space,
            'optimizer.kind': { choices: ['sgd', 'adam'] },
            'optimizer.momentum': { from: 0, to: 0.9, ...momentum },
          },
        },
      },
      grid: {
        base: { ...base, optimizer: { kind: 'adam' } },
        axes: { 'optimizer.kind': ['sgd', 'adam'], 'optimizer.momentum': [0, 0.9] },
        when: { 'optimizer.momentum': momentum.when },
      },
    };
    const definition = parseDefinition({ name: 'a', description: '', presets: { quick: { parts } } }, 'a');
    const adam = expandSweep(definition, { overrides: [parseOverride('optimizer.kind=adam')] });
    const further = await searchFurther(asStored(adam), 12);
    expect(further.spec.parts.tune!.search).toEqual({ ...adam.spec.parts.tune!.search, trials: 12 });
    expect(further.runs).toEqual(adam.runs);
  });

  it('is refused where a boundary cannot have as many', async () => {
    await expect(searchFurther(asStored(searched), 1001)).rejects.toThrow(
      '--trials: expected at most 1000 for a boundary, found 1001',
    );
  });

  it('is refused where there are as many, or nothing is searched', async () => {
    await expect(searchFurther(asStored(searched), 6)).rejects.toThrow('expected more than the 6 that');
    await expect(searchFurther(asStored(smallSweep(['mf'])), 6)).rejects.toThrow(
      'expected a sweep with a search or a boundary, found that no part of sweep:1 (small) has one',
    );
  });
});

describe('findHoles', () => {
  it('finds what repeating the sweep would compute', async () => {
    const store = temporaryStore();
    const sweep = smallSweep(['mf', 'tf'], { stop: { maxIterations: 20 } });
    const { sweepId } = await run(store, sweep, { isWanted: ({ config }) => config?.seed === 0 });
    const states = (longer: ExpandedSweep): string[] =>
      findHoles(store, sweepId, longer).map(({ state }) => state);
    expect(states(sweep)).toEqual(['pending', 'pending']);
    expect(states(smallSweep(['mf', 'tf', 'htf'], { stop: { maxIterations: 20 } }))).toEqual([
      'pending',
      'pending',
      'missing',
      'missing',
    ]);
    await run(store, sweep);
    expect(states(sweep)).toEqual([]);
    expect(states(smallSweep(['mf'], { stop: { maxIterations: 30 } }))).toEqual(['short', 'short']);
  });

  it('finds none where one arithmetic has what another has not', async () => {
    const store = temporaryStore();
    const sweep = smallSweep(['mf'], { stop: { maxIterations: 20 } });
    await run(store, sweep);
    const { sweepId } = await run(store, sweep, { engine: 'reference', isWanted: () => false });
    expect(store.sweep(sweepId)!.runs).toMatchObject({ done: 2, pending: 2 });
    expect(findHoles(store, sweepId, sweep)).toEqual([]);
  });
});
