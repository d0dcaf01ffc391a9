import { describe, expect, it } from 'vitest';
import { samplesOf } from './samplesSupport.ts';
import { explainPlan, planFlops, planOf, prepareSamples, strokeImages } from '../src/index.ts';
import { everyCombination, parse } from './support.ts';

const completion = (dims: number[], observed: number) => ({
  kind: 'completion' as const,
  dims,
  observed,
  target: { kind: 'gaussian' as const },
});

describe('explainPlan', () => {
  it.each(everyCombination())("its steps' operations are the plan's: %s", (_, config) => {
    const plan = planOf(config);
    const { steps, summary } = explainPlan(plan);
    expect(steps.reduce((sum, { flops }) => sum + flops, 0)).toBe(planFlops(plan));
    expect(summary).toContain(`${plan.entries} entries`);
  });

  it('counts the blocks of samples', () => {
    const { task: _, ...config } = parse({
      model: { kind: 'cp', components: 3 },
      task: completion([2, 2], 1),
      init: { std: 0.1, mean: 1 },
    });
    const { plan } = prepareSamples(config, strokeImages(50, 1));
    const { steps, summary } = explainPlan(plan);
    expect(steps.reduce((sum, { flops }) => sum + flops, 0)).toBe(planFlops(plan));
    expect(summary).toMatch(/784 modes in \d+ blocks/);
  });

  it('names what was chosen and what it was chosen over', () => {
    const config = (observed: number) =>
      parse({
        model: { kind: 'cp', components: 64 },
        task: completion([16, 16, 16], observed),
        init: { std: 1 },
      });
    expect(explainPlan(planOf(config(4096))).choices[0]).toMatch(
      /^Last join: all 256 x 16 cells .* rather than/,
    );
    expect(explainPlan(planOf(config(40))).choices[0]).toMatch(
      /^Last join: a dot product for each of 40 entries/,
    );
  });

  it('names no alternative where the cost did not decide', () => {
    const target = { kind: 'gaussian' as const };
    const sensing = { kind: 'sensing' as const, dims: [16, 16, 16], observed: 3, target };
    const few = { model: { kind: 'cp' as const, components: 64 }, task: sensing, init: { std: 1 } };
    expect(explainPlan(planOf(parse(few))).choices[0]).toMatch(/^Last join: all 256 x 16 cells /);
    const { task: _, ...config } = parse({
      model: { kind: 'hierarchical', widths: [2, 2] },
      task: completion([2, 2], 1),
      init: { std: 1 },
    });
    // Four cells would be cheaper than fifty samples, but a batch takes some of the samples alone.
    const repeated = Array.from({ length: 50 }, (_value, s) => [s % 2, 0, 0]);
    const { plan } = prepareSamples(config, samplesOf([2, 2, 2], repeated, repeated.map(() => 1))); // prettier-ignore
    expect(explainPlan(plan).choices[0]).toMatch(
      /^Last join: a dot product for each of 50 entries \(cost [\d.]+M\)\.$/,
    );
  });
});
