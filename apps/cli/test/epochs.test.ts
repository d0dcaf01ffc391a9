/** Epochs of runs that take their samples in batches. */
import { expect, it } from 'vitest';
import { SweepState } from '../src/render/sweepState.ts';
import { ranksweep, smallDefinition, temporaryFolder } from './support/ranksweep.ts';

it('are told beside the iterations, of a run that goes on', () => {
  const told = (more: object): string => {
    const state = new SweepState();
    const run = { runId: 1, name: '', part: 'tf', cell: {}, seed: 0, maxIterations: 100, ...more };
    state.start(run, 'lane-1');
    state.progress(run, 15, 0.5);
    return state.block(0).join('\n');
  };
  expect(told({ iterationsPerEpoch: 4 })).toContain('seed 0  epoch 3, iteration 15 of at most 100, loss 0.5');
  expect(told({})).toContain('seed 0  iteration 15 of at most 100, loss 0.5');
});

it('are told of a run that has ended, and are an axis of figures', async () => {
  const folder = temporaryFolder();
  // 20 observations.
  const text = (definition: string): string => definition.replace('init:', 'batch: { size: 5 }\n      init:');
  const { stderr } = await ranksweep(folder, ['run', smallDefinition(folder, text), 'stop.lossBelow=0']);
  expect(stderr).toMatch(/tf seed 1 {2}after 100 iterations, 25 epochs \(iteration limit\)/);
  const { stdout } = await ranksweep(folder, ['show', 'run:1']);
  expect(stdout).toContain('after 100 iterations, 25 epochs, ');
  const words = ['plot', 'run:1', '--metric', 'train_loss', '--x', 'epochs', '--factor', '0.25', '--spec'];
  const { stdout: spec } = await ranksweep(folder, words);
  const [panel] = (JSON.parse(spec) as { concat: { layer: { encoding?: Record<string, unknown> }[] }[] })
    .concat;
  const encodings = panel!.layer.map(({ encoding }) => encoding);
  expect(encodings).toContainEqual(
    expect.objectContaining({
      x: expect.objectContaining({ axis: expect.objectContaining({ title: 'epoch' }) as unknown }) as unknown,
      y: expect.objectContaining({
        axis: expect.objectContaining({ title: 'train loss / 4' }) as unknown,
      }) as unknown,
    }),
  );
});
