/** The laws of growth against real runs: the definition `growth-exponents` measures the exponents that the papers prove. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FactorizationConfig } from '@ranksweep/core';
import { growthExponents } from '@ranksweep/experiments';
import { isSound, openStore } from '@ranksweep/store';
import { expandSweep, runSweep } from '@ranksweep/sweep';
import { beforeAll, describe, expect, it } from 'vitest';

type Finals = ReadonlyMap<string, number>;

/** By part, and by depth where the part has several. */
const finals = new Map<string, Finals>();

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-cli-'));
  const store = openStore(join(folder, 'ranksweep.db'));
  try {
    const sweep = expandSweep(growthExponents, { preset: 'quick' });
    const { sweepId } = await runSweep(store, sweep, {
      lanes: { engine: 'wasm', count: 2 },
      keepState: false,
    });
    for (const { runId, part, config } of store.runsOfSweep(sweepId).filter(isSound)) {
      finals.set(nameOf(part, config as FactorizationConfig), store.finals(runId));
    }
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

const nameOf = (part: string, { model }: FactorizationConfig): string =>
  model.kind === 'matrix' ? `${part} of depth ${model.depth}` : part;

/** 2 - 2/L (Razin et al. 2021, Theorem 1; 2022, Theorem 1), written without the code under test. */
const provenExponent = (L: number): number => (L + L - 2) / L;

const largestNorms = (norm: string): string[] => [1, 2, 3].map((k) => `${norm}_${k}`);

describe.each([
  { run: 'mf of depth 2', norm: 'singular_value', L: 2 },
  { run: 'mf of depth 3', norm: 'singular_value', L: 3 },
  { run: 'mf of depth 4', norm: 'singular_value', L: 4 },
  { run: 'cp-3', norm: 'component_norm', L: 3 },
  { run: 'cp-4', norm: 'component_norm', L: 4 },
  { run: 'cp-5', norm: 'component_norm', L: 5 },
  // A row of the node's matrix and a column of each of its two children's.
  { run: 'htf', norm: 'local_component_norm{1,2}', L: 3 },
  { run: 'htf', norm: 'local_component_norm{1,2,3,4}', L: 3 },
])('$norm of $run', ({ run, norm, L }) => {
  const final = (metric: string): number => finals.get(run)!.get(metric) ?? NaN;
  const measured = (): string[] =>
    largestNorms(norm).filter((name) => finals.get(run)!.has(`growth_exponent_${name}`));

  it(`grows with the exponent 2 - 2/${L}, and not with that of one factor more or less`, () => {
    expect(measured()).toContain(`${norm}_1`);
    for (const name of measured()) {
      const error = final(`growth_exponent_error_${name}`);
      const distanceTo = (other: number): number =>
        Math.abs(final(`growth_exponent_${name}`) - provenExponent(other));
      expect(error).toBeLessThan(0.02);
      expect(distanceTo(L)).toBeLessThanOrEqual(error);
      expect(distanceTo(L + 1)).toBeGreaterThan(error);
      if (L > 2) expect(distanceTo(L - 1)).toBeGreaterThan(error);
    }
  });

  it('has it as its theoretical exponent', () => {
    expect(final(`theoretical_exponent_${norm}`)).toBeCloseTo(provenExponent(L), 14);
  });
});
