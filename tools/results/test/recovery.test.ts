/** The section on recovery: boundaries of a small search beside its grid. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDefinition } from '@ranksweep/kinds';
import '@ranksweep/search';
import { openStore } from '@ranksweep/store';
import { expandSweep, runSweep } from '@ranksweep/sweep';
import { afterAll, expect, it } from 'vitest';
import { recoverySections } from '../recovery/recoverySection.ts';

const folder = mkdtempSync(join(tmpdir(), 'ranksweep-recovery-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const part = {
  base: {
    model: { kind: 'matrix', depth: 2 },
    task: { kind: 'completion', dims: [4, 4], observed: 2, target: { kind: 'matrix', rank: 1 } },
    init: { std: 0.1 },
    optimizer: { kind: 'sgd', learningRate: 0.5 },
    stop: { maxIterations: 300 },
    record: { metrics: ['reconstruction_error'] },
  },
  axes: { 'task.target.rank': [1, 4], 'task.observed': [2, 16] },
};
const boundary = { along: 'task.observed', outcome: 'reconstruction_error < 0.1', trials: 8 };
const definition = parseDefinition(
  {
    name: 'recovery',
    description: 'What it is about.',
    presets: {
      quick: { parts: { cp: { ...part, boundary } } },
      grid: { seeds: [0, 1], parts: { cp: part } },
    },
  },
  'recovery',
);
const content = {
  definitions: [definition],
  remarks: [
    { definition: 'recovery', text: 'Said before.' },
    { definition: 'recovery', part: 'cp', text: 'Said behind.' },
  ],
};

it('has what searches found, and the grid where there is one', async () => {
  const store = openStore(join(folder, 'recovery.db'));
  const sectionAfter = async (preset: string): Promise<string> => {
    const sweep = expandSweep(definition, { preset });
    await runSweep(store, sweep, { lanes: { engine: 'wasm', count: 1 }, keepState: false });
    return recoverySections(store, content).flat().join('\n\n');
  };
  expect(recoverySections(store, content)).toEqual([]);
  const alone = await sectionAfter('quick');
  expect(alone).toMatch(/^## recovery\n\nWhat it is about\.\n\nSaid before\./);
  expect(alone).toMatch(/\| 1 \| 16 \[(2|16), 16\] \| 8 \| – \| – \|/);
  expect(alone).not.toContain('interval has');
  expect(alone).toMatch(/Said behind\.$/);
  const beside = await sectionAfter('grid');
  expect(beside).toMatch(/\| 1 \| 16 \[(2|16), 16\] \| 8 \| 16 \| 4 \|/);
  expect(beside).toContain("Each interval has the grid's answer in it.");
  store.close();
});
