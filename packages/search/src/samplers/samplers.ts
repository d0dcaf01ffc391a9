/** The samplers by name. */
import type { SamplerName } from '@ranksweep/kinds';
import { cmaesSampler } from './cmaes/cmaes.ts';
import { gridSampler } from './grid.ts';
import { randomSampler } from './random.ts';
import type { SamplerFactory } from './sampler.ts';
import { sobolSampler } from './sobol/sobol.ts';
import { tpeSampler } from './tpe/tpe.ts';

export const samplers: Readonly<Record<SamplerName, SamplerFactory>> = {
  tpe: tpeSampler,
  'cma-es': cmaesSampler,
  sobol: sobolSampler,
  random: randomSampler,
  grid: gridSampler,
};
