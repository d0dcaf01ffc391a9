/** The sweeps on images are trained as published, and what their presets compute twice is computed once. */
import { isDeepStrictEqual } from 'node:util';
import { knownSets, readImageSet } from '@ranksweep/data';
import { cellsOf, configAt, flattenConfig, parseRunConfig, trajectoryHash } from '@ranksweep/kinds';
import { describe, expect, it } from 'vitest';
import { naturalRank, naturalRankImages, naturalRankLevels, publishedFits } from '../src/index.ts';

const partOf = (definition: typeof naturalRank, preset: string, part: string) =>
  definition.presets[preset]!.parts[part]!;

describe('natural-rank', () => {
  it.each(['mnist', 'fashion-mnist'])('is at preset paper as published, on %s', (set) => {
    const part = partOf(naturalRank, 'paper', set);
    expect(part.base).toMatchObject({
      model: { kind: 'cp' },
      task: { kind: 'samples', data: { set }, levels: 2 },
      init: { scheme: 'gaussian', mean: 1, std: 1e-3 },
      loss: { kind: 'mse' },
      optimizer: { kind: 'adam', learningRate: 5e-4 },
      batch: { size: 5000 },
      stop: { lossBelow: 0, maxEpochs: 10_000 },
    });
    const cells = cellsOf(part);
    expect(cells).toHaveLength(3 * 15 * 10);
    for (const { randomize, components } of publishedFits.filter((one) => one.set === set)) {
      const alike = cells.filter(
        (cell) => cell['task.randomize'] === randomize && cell['model.components'] === components,
      );
      expect(alike.map((cell) => cell['task.label'])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });

  it('differs at preset labels from paper in ranks, kinds of data and epochs alone', () => {
    const [labels, paper] = ['labels', 'paper'].map((preset) => partOf(naturalRank, preset, 'mnist'));
    const of = (part: typeof labels) => new Map(flattenConfig(part!.base));
    const differing = [...of(labels)].filter(
      ([path, value]) => !isDeepStrictEqual(value, of(paper).get(path)),
    );
    expect(differing.map(([path]) => path)).toEqual(['stop.maxEpochs']);
    for (const cell of cellsOf(labels!)) expect(cellsOf(paper!)).toContainEqual(cell);
  });

  it('draws of each part the variance of its labels', async () => {
    const drawn = naturalRank.figure!.panels.flatMap((panel) => {
      if (panel.kind === 'heatmap') return [];
      const part = panel.kind === 'final' ? panel.lines[0]!.part : panel.part;
      return [{ part, set: Number(panel.title.endsWith('test')), told: panel.references![0]!.value }];
    });
    expect(drawn).toHaveLength(16);
    for (const { part, set, told } of drawn) {
      const preset = Object.values(naturalRank.presets).find(({ parts }) => part in parts)!;
      const { base, axes } = preset.parts[part]!;
      const task = base['task'] as { data: { set: string }; label: number };
      const labels = (axes['task.label'] as number[] | undefined) ?? [task.label];
      const all = (await labelsOf(task.data.set))[set]!;
      expect(Math.abs(told - variance(all, labels))).toBeLessThan(5e-5);
    }
  });
});

/** Of training and test images. Fashion-MNIST, which need not be there, has equally many of each. */
async function labelsOf(set: string): Promise<Uint8Array[]> {
  if (set === 'fashion-mnist') return [0, 1].map(() => Uint8Array.from({ length: 10 }, (_, k) => k));
  const { train, test } = await readImageSet({ set });
  return [train.labels, test.labels];
}

/** Population variance of "has the label", as the mean over labels. */
function variance(labels: Uint8Array, each: readonly number[]): number {
  const shares = each.map((label) => labels.filter((one) => one === label).length / labels.length);
  return shares.reduce((sum, p) => sum + p * (1 - p), 0) / each.length;
}

describe('natural-rank-images', () => {
  it.each(['quick', 'mnist'])(
    'has the runs of all images at preset %s from natural-rank-levels',
    (preset) => {
      const [ofLevels, ofImages] = [naturalRankLevels, naturalRankImages].map((definition) => {
        const part = partOf(definition, preset, 'images');
        return cellsOf(part).map((cell) =>
          trajectoryHash(parseRunConfig({ ...configAt(part.base, cell), seed: 0 }, preset)),
        );
      });
      const shared = ofLevels!.filter((hash) => ofImages!.includes(hash));
      const { axes } = partOf(naturalRankLevels, preset, 'images');
      expect(shared).toHaveLength(2 * axes['task.label']!.length);
    },
  );

  it.each(['quick', 'mnist'])('makes as many updates at preset %s as fits of all images do', (preset) => {
    const { base, axes } = partOf(naturalRankImages, preset, 'images');
    const { base: levels } = partOf(naturalRankLevels, preset, 'images');
    const { data } = base['task'] as { data: { set: string } };
    const all = knownSets.find(({ name }) => name === data.set)!.train;
    expect(axes['task.train']!.at(-1)).toBe(all);
    const { size } = base['batch'] as { size: number };
    const { maxEpochs } = levels.stop as { maxEpochs?: number };
    expect(base.stop.maxIterations).toBe(maxEpochs! * Math.ceil(all / size));
  });
});
