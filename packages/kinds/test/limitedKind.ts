/** A kind of run that counts to n, and fails where n is more than the file of `MEMORY_FILE` says, as a program that runs out of memory. */
import { readFileSync } from 'node:fs';
import { recordSchema, seedSchema, stopSchema } from '@ranksweep/core';
import { z } from 'zod';
import { counting, type CountingConfig } from './countingKind.ts';

const schema = z.strictObject({
  model: z.strictObject({ kind: z.literal('limited'), to: z.int().min(1), by: z.int().min(1).optional() }),
  seed: seedSchema.default(0),
  stop: stopSchema.prefault({}),
  record: recordSchema.prefault({}),
});

export const limited: typeof counting = {
  ...counting,
  name: 'limited',
  claims: { path: 'model.kind', values: ['limited'] },
  schema: schema as unknown as typeof counting.schema,
  prepare: async (...place) => {
    const lane = await counting.prepare(...place);
    if (!('trainer' in lane)) return lane;
    return {
      ...lane,
      trainer: async (likely, slots) => {
        const trainer = await lane.trainer(likely, slots);
        const load = trainer.load.bind(trainer);
        trainer.load = async (slot: number, config: CountingConfig, state) => {
          const most = Number(readFileSync(process.env.MEMORY_FILE!, 'utf8'));
          if (config.model.to > most) throw new Error(`out of memory: ${config.model.to} of ${most}`);
          return load(slot, config, state);
        };
        return trainer;
      },
    };
  },
};
