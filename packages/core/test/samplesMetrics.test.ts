import { describe, expect, it } from 'vitest';
import type { LossConfig } from '../src/factorization/schema.ts';
import { metricSet } from '../src/runMetrics.ts';
import { lossAndGradient } from '../src/reference/objective.ts';
import { sampleLoss, sampleLossDerivative, sigmoid, softplus } from '../src/reference/loss.ts';
import { prepareSamples } from '../src/workload.ts';
import { plainSnapshot } from './referenceSnapshot.ts';
import { samplesOf, tasklessConfig } from './samplesSupport.ts';

const model = { kind: 'cp', components: 1, linearOutput: false } as const;

/** Two training samples and three of the test set. */
function measuredWith(loss: LossConfig, y: [number, number], predictions: number[], test: number[]) {
  const [ofLabel, ofOthers] = y;
  const problem = {
    ...samplesOf([2, 2], [[0, 0], [1, 1]], [ofLabel, ofOthers]), // prettier-ignore
    test: { tuples: new Uint8Array(6), y: Float32Array.of(ofLabel, ofOthers, ofOthers) },
  };
  const { config, network } = prepareSamples(
    { ...tasklessConfig({ model, init: { std: 1 }, loss }), batch: { size: 1 } },
    problem,
  );
  const { names, needs, compute } = metricSet(config, network);
  const snapshot = plainSnapshot(
    {
      network,
      problem,
      losses: { objective: 0.25, mse: 99 },
      flowTime: 0,
      predictions: () => predictions,
      testPredictions: () => test,
    },
    needs,
  );
  const values = compute(snapshot);
  return Object.fromEntries(names.map((name, m) => [name, values[m]]));
}

describe('metrics of samples', () => {
  it('are means over the training samples and over the test set', () => {
    expect(measuredWith({ kind: 'mse' }, [2, 0], [1.5, 3], [0.5, 3, 0.5])).toEqual({
      train_loss: 0.25,
      train_mse: (0.5 ** 2 + 3 ** 2) / 2,
      train_accuracy: 1 / 2,
      test_mse: (1.5 ** 2 + 3 ** 2 + 0.5 ** 2) / 3,
      test_mse_clamped: (1.5 ** 2 + 4 + 0.5 ** 2) / 3,
      test_accuracy: 1 / 3,
    });
  });

  it('of the logistic loss have labels of 1 and -1', () => {
    const found = measuredWith({ kind: 'logistic' }, [1, -1], [0.5, 0.1], [-0.5, -2, 1]);
    expect(found).toMatchObject({ train_loss: 0.25, train_accuracy: 1 / 2, test_accuracy: 1 / 3 });
    const expected = [0.5, -2, 1].map((z) => Math.log(1 + Math.exp(z))).reduce((a, b) => a + b) / 3;
    expect(found['test_loss']).toBeCloseTo(expected, 12);
  });

  it('count a prediction that is no number as wrong, and let it through into means', () => {
    const found = measuredWith({ kind: 'mse' }, [2, 0], [NaN, NaN], [NaN, 0, 0]);
    expect(found).toMatchObject({ train_mse: NaN, train_accuracy: 0, test_mse: NaN, test_mse_clamped: NaN });
    expect(found['test_accuracy']).toBe(2 / 3);
  });

  it.each(['test_loss', 'test_mse_clamped', 'test_accuracy'])('%s needs a test set', (metric) => {
    const config = tasklessConfig({ model, init: { std: 1 }, record: { metrics: [metric] } });
    expect(() => prepareSamples(config, samplesOf([2, 2], [[0, 0]], [1]))).toThrow(
      `expected no metrics of the test set, which task.test says is empty, found '${metric}'`,
    );
  });

  it('do without the gradient of the whole objective where there are batches', () => {
    const config = {
      ...tasklessConfig({ model, init: { std: 1 }, record: { metrics: ['gamma_component_norm'] } }),
      batch: { size: 1 },
    };
    expect(() => prepareSamples(config, samplesOf([2, 2], [[0, 0]], [1]))).toThrow(
      "since iterations take batches, found 'gamma_component_norm'",
    );
  });
});

describe('the logistic loss', () => {
  it.each([-800, -30, -1, -1e-9, 0, 0.3, 5, 40, 800])('is exact at %d', (z) => {
    expect(softplus(z)).toBeCloseTo(z > 30 ? z : Math.log1p(Math.exp(z)), 12);
    expect(sigmoid(z)).toBeCloseTo(1 / (1 + Math.exp(-z)), 14);
    // r = f - y
    expect(sampleLoss({ kind: 'logistic' }, z - 1, 1)).toBeCloseTo(softplus(-z), 12);
    expect(sampleLoss({ kind: 'logistic' }, z + 1, -1)).toBeCloseTo(softplus(z), 12);
    expect(sampleLossDerivative({ kind: 'logistic' }, z - 1, 1)).toBeCloseTo(-sigmoid(-z), 12);
    expect(sampleLossDerivative({ kind: 'logistic' }, z + 1, -1)).toBeCloseTo(sigmoid(z), 12);
  });
});

describe('a batch', () => {
  it('has the loss and the gradient of the same samples alone', () => {
    const tuples = [[0, 1], [1, 1], [1, 0], [0, 0]]; // prettier-ignore
    const y = [2, 0, 1, 0.5];
    const { network, problem } = prepareSamples(
      tasklessConfig({ model: { ...model, components: 2 }, init: { std: 1 } }),
      samplesOf([2, 2], tuples, y),
    );
    const parameters = [Float64Array.of(1, -0.5, 0.25, 2), Float64Array.of(0.75, 1, -1.5, 0.5)];
    const batch = [3, 1];
    const alone = samplesOf([2, 2], batch.map((s) => tuples[s]!), batch.map((s) => y[s]!)); // prettier-ignore
    for (const loss of [{ kind: 'mse' }, { kind: 'huber', threshold: 0.5 }] as const) {
      expect(lossAndGradient(problem, network, loss, parameters, Int32Array.from(batch))).toEqual(
        lossAndGradient(alone, network, loss, parameters),
      );
    }
  });
});
