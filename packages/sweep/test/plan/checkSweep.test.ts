import { referenceEngine, registerEngine, type Device } from '@ranksweep/engine';
import { expect, it } from 'vitest';
import { SweepEngines } from '../../src/plan/sweepEngines.ts';
import { smallSweep } from '../support/sweeps.ts';

const device: Device = { id: 'cpu', name: 'Processor', kind: 'cpu', memoryBytes: 1e9 };

it('holds the numbers of runs against what an engine keeps them in, whatever its name', async () => {
  registerEngine('double', () => ({ ...referenceEngine(), name: 'double' }));
  registerEngine('single', () => ({ ...referenceEngine(), name: 'single', precision: 'float32' }));
  const tiny = smallSweep(['mf'], { optimizer: { kind: 'adam', epsilon: 1e-60 } });
  await SweepEngines.of([{ engine: 'double', device }]).learn(tiny.runs);
  const asked = SweepEngines.of([{ engine: 'single', device }]).learn(tiny.runs);
  await expect(asked).rejects.toThrow('mf, engine single: optimizer.epsilon');
});
