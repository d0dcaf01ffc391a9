/** The sweeps on networks are as published at preset paper, and what their presets compute twice is computed once. */
import {
  cellsOf,
  configAt,
  kindOf,
  parseRunConfig,
  trajectoryHash,
  type SweepDefinition,
} from '@ranksweep/kinds';
import { describe, expect, it } from 'vitest';
import { isSameClass, pathfinder, publishedAccuracies } from '../src/index.ts';

const definitions = { 'is-same-class': isSameClass, pathfinder };

/** Hashes of a preset's parts with one seed. */
const hashesOf = ({ presets }: SweepDefinition, preset: string): Map<string, string[]> =>
  new Map(
    Object.entries(presets[preset]!.parts).map(([name, part]) => [
      name,
      cellsOf(part).map((cell) => trajectoryHash(parseRunConfig(configAt(part.base, cell), name))),
    ]),
  );

it.each(publishedAccuracies)(
  '$definition has at preset paper what is published',
  ({ definition, axis, values, accuracies }) => {
    const { penalty } = definitions[definition].presets['paper']!.parts;
    expect(penalty!.axes).toMatchObject({ [axis]: values, 'regularizer.lambda': [...accuracies.keys()] });
    const config = kindOf(penalty!.base).canonical(parseRunConfig(penalty!.base, 'base'));
    expect(config).toMatchObject({
      model: { depth: 18, dropout: 0 },
      optimizer: { learningRate: 0.01, momentum: 0.9, weightDecay: 0 },
      batch: { size: 64, accumulate: 1 },
      stop: { patience: 20, maxIterations: 150 * config['stop'].checkEvery },
    });
    expect(config['task']).toMatchObject(
      definition === 'pathfinder'
        ? { size: 150, window: 300, train: 10_000, test: 10_000, markerRadius: 3, distractors: 30 }
        : { data: { set: 'cifar-10' }, canvas: [224, 224], pool: 1, train: 5000, test: 10_000 },
    );
    for (const row of accuracies.values()) expect(row).toHaveLength(values.length);
  },
);

describe.each(Object.values(definitions))('$name', (definition) => {
  it.each(['quick', 'paper'])(
    'computes the hardest task once for both of its parts, at preset %s',
    (preset) => {
      const hashes = hashesOf(definition, preset);
      const all = hashes.get('penalty')!;
      expect(all).toEqual(
        expect.arrayContaining([...hashes.get('unregularized')!, ...hashes.get('penalized')!]),
      );
      for (const control of ['weight-decay', 'dropout']) {
        const own = hashes.get(control)!;
        expect(new Set([...own, ...all]).size).toBe(all.length + 3);
      }
    },
  );
});
