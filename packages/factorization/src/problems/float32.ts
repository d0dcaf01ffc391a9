/** Finds numbers in a configuration that float32 cannot hold, if the engine computes in float32. */
import { getPath } from '@ranksweep/core';
import type { InputProblem, FactorizationConfig } from '@ranksweep/core';

/** Initial parameters and targets are float32 numbers, whatever the engine. */
const everywhere = ['init.std', 'init.mean', 'init.lead', 'task.target.frobeniusNorm'];

/** Numbers that are combined with parameters and residuals in every update. */
const inUpdates = [
  'loss.threshold',
  'optimizer.learningRate',
  'optimizer.epsilon',
  'optimizer.momentum',
  'optimizer.beta1',
  'optimizer.beta2',
];

/** A decay of 1 forgets nothing, and dividing by 1 - decay^t gives infinity. */
const decays = ['optimizer.momentum', 'optimizer.beta1', 'optimizer.beta2'];

/**
 * Problems of a configuration in the arithmetic that will use its numbers: a number that overflows or becomes 0, or a decay that
 * becomes 1.
 * @param arithmetic of the engine
 */
export function float32Problems(
  config: FactorizationConfig,
  arithmetic: 'float32' | 'float64',
): InputProblem[] {
  const paths = arithmetic === 'float32' ? [...everywhere, ...inUpdates] : everywhere;
  return paths.flatMap((path) => {
    const value = getPath(config, path);
    if (typeof value !== 'number') return [];
    const becomes = Math.fround(value);
    const isLost = becomes === 0 || (becomes === 1 && decays.includes(path));
    if (Number.isFinite(becomes) && (becomes === value || !isLost)) return [];
    const text = `expected a number that float32 can hold, in which it is used, found ${value}, which becomes ${becomes} there`;
    return [{ path: path.split('.'), text }];
  });
}
