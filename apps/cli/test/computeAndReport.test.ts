import { join } from 'node:path';
import { withPath } from '@ranksweep/core';
import { parseDefinition } from '@ranksweep/kinds';
import { chooseLanes, expandSweep } from '@ranksweep/sweep';
import { openStore } from '@ranksweep/store';
import { expect, it, onTestFinished, vi } from 'vitest';
import { computeAndReport } from '../src/computeAndReport.ts';
import { temporaryFolder } from './support/ranksweep.ts';

const base = {
  model: { kind: 'matrix' },
  task: { kind: 'completion', dims: [3, 3], observed: 6, target: { kind: 'matrix', rank: 1 } },
  init: { std: 0.1 },
  stop: { maxIterations: 50 },
};
const definition = {
  name: 'own',
  description: 'two runs',
  presets: { quick: { seeds: [0, 1], parts: { mf: { base } } } },
};

it('ends with status 1 when one run of several has failed, and says how many', async () => {
  const store = openStore(join(temporaryFolder(), 'a.db'));
  onTestFinished(() => store.close());
  const print = vi.spyOn(console, 'log').mockReturnValue();
  onTestFinished(() => print.mockRestore());
  const sweep = expandSweep(parseDefinition(definition, 'own'), {});
  const [first, second] = sweep.runs;
  const target = { kind: 'file' as const, file: '/nowhere/target.npy', sha256: '0'.repeat(64) };
  const failing = { ...second!, config: withPath(second!.config, 'task.target', target) };
  const settings = {
    launcher: 'threads',
    source: 'grid',
    lanes: await chooseLanes({ device: 'cpu', usualOnCpu: 1 }),
    reuse: 'all',
    keepState: true,
    checkpointEveryMs: 60_000,
    hangAfterMs: 3_600_000,
  } as const;
  const status = await computeAndReport(
    store,
    { ...sweep, runs: [first!, failing] },
    { settings, db: store.path },
  );
  expect(print.mock.calls.join('\n')).toContain('1 done, 1 failed, in ');
  expect(status).toBe(1);
});
