import { describe, expect, it } from 'vitest';
import { lossAndGradient } from '../src/reference/objective.ts';
import { initialParametersOf, prepareWorkload } from '../src/workload.ts';
import { everyCombination } from './support.ts';

/** Central difference of fourth order: error O(h^4). */
function derivative(f: (x: number) => number, x: number, h: number): number {
  return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
}

describe('gradients of the reference agree with central differences to 1e-6', () => {
  it.each(everyCombination())('%s', (_, config) => {
    const workload = prepareWorkload(config);
    const { problem, network } = workload;
    const parameters = initialParametersOf(workload).map((matrix) => Float64Array.from(matrix));
    const { gradients } = lossAndGradient(problem, network, config.loss, parameters);
    const scale = Math.max(...gradients.map((g) => Math.max(...g.map(Math.abs))));
    expect(scale).toBeGreaterThan(0);
    parameters.forEach((matrix, k) => {
      for (let i = 0; i < matrix.length; i++) {
        const x = matrix[i]!;
        const numeric = derivative(
          (moved) => {
            matrix[i] = moved;
            const { loss } = lossAndGradient(problem, network, config.loss, parameters);
            matrix[i] = x;
            return loss;
          },
          x,
          1e-4,
        );
        expect(Math.abs(gradients[k]![i]! - numeric), `parameter ${k}, entry ${i}`).toBeLessThan(
          1e-6 * scale,
        );
      }
    });
  });
});
