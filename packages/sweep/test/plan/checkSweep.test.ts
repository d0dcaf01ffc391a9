import { referenceEngine, registerEngine } from '@ranksweep/engine';
import { expect, it } from 'vitest';
import { requireRepresentable } from '../../src/plan/checkSweep.ts';
import { smallSweep } from '../support/sweeps.ts';

it('holds the numbers of runs against what an engine keeps them in, whatever its name', () => {
  registerEngine('double', () => ({ ...referenceEngine(), name: 'double' }));
  registerEngine('single', () => ({ ...referenceEngine(), name: 'single', precision: 'float32' }));
  const tiny = smallSweep(['mf'], { optimizer: { kind: 'adam', epsilon: 1e-60 } });
  expect(() => requireRepresentable(tiny, 'double')).not.toThrow();
  expect(() => requireRepresentable(tiny, 'single')).toThrow('mf, engine single: optimizer.epsilon');
});
