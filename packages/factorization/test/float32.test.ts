import { describe, expect, it } from 'vitest';
import { factorizationSchema, type FactorizationConfig } from '@ranksweep/core';
import { float32Problems } from '../src/problems/float32.ts';

const config = (changes: object): FactorizationConfig =>
  factorizationSchema.parse({
    model: { kind: 'cp', components: 4 },
    task: { kind: 'completion', dims: [3, 3, 3], observed: 10, target: { kind: 'cp', rank: 2 } },
    init: { std: 0.1 },
    ...changes,
  });
const task = (frobeniusNorm: number): object => ({
  task: { kind: 'completion', dims: [3, 3], observed: 5, target: { kind: 'gaussian', frobeniusNorm } },
});
const adam = (changes: object): object => ({ optimizer: { kind: 'adam', ...changes } });

describe('float32Problems', () => {
  it.each<[object, string | undefined]>([
    [{}, undefined],
    [{ init: { std: 1e-45 } }, undefined],
    [{ init: { std: 1e-46 } }, 'init.std: 0'],
    [{ init: { std: 1e39 } }, 'init.std: Infinity'],
    [{ init: { std: 0.1, mean: -1e39 } }, 'init.mean: -Infinity'],
    [{ init: { std: 0.1, mean: 0 } }, undefined],
    [task(3.4028236e38), 'task.target.frobeniusNorm: Infinity'],
    [task(3.4028235e38), undefined],
  ])('%j in every engine', (changes, expected) => {
    for (const arithmetic of ['float32', 'float64'] as const) {
      const [found] = float32Problems(config(changes), arithmetic).map(
        ({ path, text }) => `${path.join('.')}: ${/becomes (\S+) there/.exec(text)?.[1]}`,
      );
      expect(found).toBe(expected);
    }
  });

  it.each<[object, string | undefined]>([
    [adam({ epsilon: 1e-46 }), 'optimizer.epsilon'],
    [adam({ epsilon: 1e-40 }), undefined],
    [adam({ beta2: 1 - 1e-9 }), 'optimizer.beta2'],
    [adam({ beta1: 0, beta2: 0.999999 }), undefined],
    [adam({ learningRate: 1 }), undefined],
    [{ optimizer: { kind: 'sgd', learningRate: 1e300 } }, 'optimizer.learningRate'],
    [{ optimizer: { kind: 'sgd', learningRate: 1 + 1e-9, momentum: 0.5 } }, undefined],
    [{ optimizer: { kind: 'sgd', learningRate: 1, momentum: 1e-60 } }, 'optimizer.momentum'],
    [{ optimizer: { kind: 'group-rmsprop', decay: 1 - 1e-9 } }, undefined], // its scalars are float64
    [{ loss: { kind: 'huber', threshold: 1e-50 } }, 'loss.threshold'],
  ])('%j in engines that update in float32', (changes, expected) => {
    expect(float32Problems(config(changes), 'float64')).toEqual([]);
    const [problem] = float32Problems(config(changes), 'float32');
    expect(problem?.path.join('.')).toBe(expected);
  });
});
