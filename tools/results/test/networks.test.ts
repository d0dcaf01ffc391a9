/** The sections on networks: accuracies of real runs, and what is said of given ones. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInDefinitions, isSameClass, publishedAccuracies } from '@ranksweep/experiments';
import { openStore } from '@ranksweep/store';
import { expandSweep, parseOverride, resolveFiles, runSweep } from '@ranksweep/sweep';
import { afterAll, describe, expect, it } from 'vitest';
import { networkSections } from '../networks/networkSections.ts';
import { accuracyTable, verdictSentences } from '../networks/networkTables.ts';
import type { TrainedNetwork } from '../networks/trainedNetworks.ts';

const [published] = publishedAccuracies;

const folder = mkdtempSync(join(tmpdir(), 'ranksweep-networks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('are of whatever runs there are, beside what is published', async () => {
  const store = openStore(join(folder, 'networks.db'));
  const words = [
    'task.data.set=digits',
    'task.pool=1',
    'model.widths=[4]',
    'task.train=64',
    'task.test=20',
    'stop.maxEpochs=1',
    'record.metrics=[train_accuracy,test_accuracy]',
    'penalty.task.distance=0,48',
  ];
  const asked = expandSweep(isSameClass, { seeds: [0, 1], overrides: words.map(parseOverride) });
  await runSweep(store, await resolveFiles(asked), {
    lanes: { engine: 'tfjs-wasm', count: 1 },
    keepState: false,
  });
  const content = { definitions: builtInDefinitions, remarks: [], draw: async () => 'figure.png' };
  const sections = await networkSections(store, content);
  const { length } = store.runsOfSweep(1).filter(({ status }) => status === 'done');
  store.close();
  expect(length).toBe(24);
  expect(sections).toHaveLength(1);
  const text = sections[0]!.join('\n\n');
  expect(text).toContain('## is-same-class');
  expect(text).toContain('(figure.png)');
  expect(text).toContain('|  | distance 0 | distance 48 |');
  expect(text).toMatch(/\| dropout 0\.5 \| – \| 0\.\d{3} ± 0\.\d{3} \(2\) \|/);
  expect(text).toMatch(/\| penalty, λ = 1 \| 0\.\d{3} ± 0\.\d{3} \(2\) \| 0\.\d{3} ± 0\.\d{3} \(2\) \|/);
  expect(text).toContain('| penalty, λ = 1 | 0.611 | 0.612 | 0.604 | 0.588 | 0.584 |');
});

describe('given runs', () => {
  const run = (
    at: number,
    lambda: number,
    testAccuracy: number,
    regularization?: string,
  ): TrainedNetwork => ({
    at,
    lambda,
    regularization: regularization ?? (lambda === 0 ? 'none' : `penalty, λ = ${lambda}`),
    trainAccuracy: 1,
    testAccuracy,
  });
  const far = [run(48, 0, 0.54), run(48, 0, 0.56), run(48, 1, 0.61), run(48, 1, 0.63)];

  it('separate where means differ by five points, at the hardest task', () => {
    const [verdict, control] = verdictSentences(
      [run(0, 0, 0.9), ...far, run(48, 0, 0.55, 'dropout 0.1'), run(48, 0, 0.58, 'weight decay 0.01')],
      published!,
    );
    expect(verdict).toBe(
      'At distance 48, penalty, λ = 1 ends at 0.620 ± 0.010 (2), without regularization at 0.550 ± 0.010 (2): the penalty gains 7.0 points, at least the 5 looked for.',
    );
    expect(control).toBe(
      "The best control there, weight decay 0.01, ends at 0.580 ± 0.000 (1): the penalty's mean is 4.0 points higher than its.",
    );
  });

  it('do not where they differ by less, and nothing is said where one is missing', () => {
    const [verdict] = verdictSentences([...far.slice(0, 2), run(48, 1, 0.59)], published!);
    expect(verdict).toContain(
      'it does not separate by the 5 points looked for, the difference of the means is 4.0',
    );
    expect(verdictSentences(far.slice(0, 2), published!)).toEqual([]);
  });

  it('stand in a row for each regularization', () => {
    expect(accuracyTable([run(0, 0, 0.9), ...far], published!).split('\n')).toEqual([
      '|  | distance 0 | distance 48 |',
      '| --- | --- | --- |',
      '| none | 0.900 ± 0.000 (1) | 0.550 ± 0.010 (2) |',
      '| penalty, λ = 1 | – | 0.620 ± 0.010 (2) |',
    ]);
  });
});
