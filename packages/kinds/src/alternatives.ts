/** Keys that say the same in two ways, such as `stop.maxIterations` and `stop.maxEpochs`. */
import { getPath, withPath } from '@ranksweep/core';
import { kindOf, walkOf } from './registry.ts';

/** The keys that an override of this one takes the place of. */
export const alternativesTo = (path: string, config: object): string[] =>
  pairsOf(config)
    .filter((pair) => pair.includes(path))
    .flatMap((pair) => pair.filter((other) => other !== path));

/** The configuration as if these keys were not written: they have their defaults, or are gone. */
export const withDefaultsAt = <T extends object>(config: T, paths: readonly string[]): T =>
  paths.reduce(
    (current, path) => withPath(current, path, walkOf(kindOf(config)).at(path.split('.'), config)?.default),
    config,
  );

/**
 * The configuration without the defaults that do not count because the other key of the pair is set, here or by an axis.
 * @param axes paths of the axes
 */
export const withoutIdleDefaults = <T extends object>(config: T, axes: readonly string[]): T =>
  pairsOf(config)
    .filter(([, other]) => axes.includes(other) || getPath(config, other) !== undefined)
    .reduce((current, [path]) => withPath(current, path, undefined), config);

const pairsOf = (config: object) => kindOf(config).alternatives ?? [];
