/** Epochs: passes over a run's training images. */
import type { KeyPair } from '@ranksweep/run';
import { defaultEpochs, type ConvnetConfig } from './schema.ts';

/** The keys that count in epochs, and those that count in iterations. */
export const unitsOfLength = [
  ['stop.maxEpochs', 'stop.maxIterations'],
  ['record.everyEpochs', 'record.every'],
] as const satisfies readonly KeyPair[];

/** Images of one iteration. */
export const imagesPerIteration = ({ batch }: Pick<ConvnetConfig, 'batch'>): number =>
  batch.size * batch.accumulate;

export const iterationsPerEpoch = ({ task, batch }: Pick<ConvnetConfig, 'task' | 'batch'>): number =>
  Math.ceil(task.train / imagesPerIteration({ batch }));

/** The configuration with all its lengths told in iterations. */
export function inIterations(config: ConvnetConfig): ConvnetConfig {
  const perEpoch = iterationsPerEpoch(config);
  const { maxEpochs = defaultEpochs.stop, ...stop } = config.stop as Asked<ConvnetConfig['stop']>;
  const { everyEpochs = defaultEpochs.record, ...record } = config.record as Asked<ConvnetConfig['record']>;
  const { checkEvery = perEpoch, maxIterations = maxEpochs * perEpoch } = stop;
  const { every = everyEpochs * perEpoch } = record;
  return { ...config, stop: { ...stop, checkEvery, maxIterations }, record: { ...record, every } };
}

/** As written: lengths may be left out. */
type Asked<Group> = { readonly [Key in keyof Group]?: Group[Key] } & Pick<
  Group,
  Extract<keyof Group, 'lossBelow' | 'patience' | 'top'>
>;
