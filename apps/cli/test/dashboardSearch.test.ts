/** The dashboard of a search in a real terminal, one of tmux. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ranksweep, ranksweepBin, temporaryFolder } from './support/ranksweep.ts';
import { hasTmux, terminal } from './support/terminal.ts';

const DEFINITION = `
name: steps
parts:
  mf:
    base:
      model: { kind: matrix, depth: 2 }
      task: { kind: completion, dims: [6, 6], observed: 20, target: { kind: matrix, rank: 1, frobeniusNorm: 6 } }
      init: { std: 0.1 }
      optimizer: { kind: sgd, learningRate: 0.1 }
      stop: { lossBelow: 0, maxIterations: 200 }
      record: { every: 20, top: 2 }
    search:
      minimize: reconstruction_error
      trials: 9
      pruner: { kind: asha, rungs: [40, 120] }
      space: { optimizer.learningRate: { from: 1e-2, to: 1, log: true } }
`;

describe.skipIf(!hasTmux)('the dashboard of a search (skipped without tmux)', () => {
  it('is opened from the list of sweeps, and opens the runs of a trial', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'steps.yaml'), DEFINITION);
    const { status, stderr } = await ranksweep(folder, ['run', 'steps.yaml']);
    expect(status, stderr).toBe(0);
    const dashboard = terminal(folder, 'search', `${process.execPath} ${ranksweepBin} dashboard`);
    await dashboard.shows(/steps default +✓ done/);
    dashboard.press('s');
    const screen = await dashboard.shows(/search of sweep:1 \(steps\)[^]*learningRate/);
    expect(screen).toMatch(/9 of 9 trials asked: \d done, \d pruned/);
    expect(screen).toMatch(/rung +came +pruned +on\n[^]* 40 +9 /);
    dashboard.press('?');
    await dashboard.shows(/Here[^]*best or latest first[^]*Everywhere/);
    dashboard.press('Escape');
    await dashboard.shows(/9 of 9 trials asked/);
    dashboard.press('Enter');
    await dashboard.shows(/\[2 Runs\][^]*trial \d of mf in sweep:1/);
    dashboard.press('Escape');
    await dashboard.shows(/\[1 Sweeps\][^]*9 of 9 trials asked/);
    dashboard.press('q');
  });
});
