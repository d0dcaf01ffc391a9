/** The samplers by name. */
import type { SamplerName } from '@ranksweep/kinds';
import { cmaesSampler, hasNumbers } from './cmaes/cmaes.ts';
import { gridSampler } from './grid.ts';
import { randomSampler } from './random.ts';
import type { SamplerKind } from './sampler.ts';
import { sobolSampler } from './sobol/sobol.ts';
import { tpeSampler } from './tpe/tpe.ts';

export const samplers: Readonly<Record<SamplerName, SamplerKind>> = {
  tpe: { looksBack: () => true, create: tpeSampler },
  'cma-es': { looksBack: hasNumbers, create: cmaesSampler },
  sobol: { looksBack: () => false, create: sobolSampler },
  random: { looksBack: () => false, create: randomSampler },
  grid: { looksBack: () => false, create: gridSampler },
};
