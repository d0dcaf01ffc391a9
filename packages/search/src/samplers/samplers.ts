/** The samplers by name. */
import type { SamplerName } from '@ranksweep/kinds';
import { randomSampler } from './random.ts';
import type { SamplerFactory } from './sampler.ts';

export const samplers: Readonly<Record<SamplerName, SamplerFactory>> = {
  random: randomSampler,
};
