/** The hash that names a trajectory. It covers everything in a configuration that fixes the trajectory's numbers. */
import { canonicalJson, sha256, type RunConfig } from '@ranksweep/core';
import { kindOf } from './registry.ts';

/** The configuration with every default written out, including defaults that depend on other values. */
export const canonicalConfig = (config: RunConfig): RunConfig => kindOf(config).canonical(config);

/** SHA-256 of what fixes the numbers of a run: everything except `stop` and `record`. */
export const trajectoryHash = (config: RunConfig): string => hashOfVersion(versionsOf(config)[0], config);

/**
 * The hashes that a configuration had while it meant something else, newest first; empty for most. A stored run with one of them
 * is sound, but is not a run of the configuration's present meaning.
 */
export function earlierTrajectoryHashes(config: RunConfig): string[] {
  const [, ...earlier] = versionsOf(config);
  return earlier.map((version) => hashOfVersion(version, config));
}

/** Why such a stored run must not be computed again or be taken for a run of its configuration; undefined if it may. */
export function earlierMeaning({ config, trajectoryHash: stored }: StoredMeaning): string | undefined {
  if (!earlierTrajectoryHashes(config).includes(stored)) return undefined;
  return kindOf(config).earlierMeaning ?? 'its configuration meant something else when it was computed';
}

interface StoredMeaning {
  readonly config: RunConfig;
  readonly trajectoryHash: string;
}

const versionsOf = (config: RunConfig): readonly [number, ...number[]] => kindOf(config).versions(config);

/** Version 1 is left out, because hashes are older than versions. */
function hashOfVersion(version: number, config: RunConfig): string {
  const kind = kindOf(config);
  const hashed: Partial<RunConfig> = kind.hashed(kind.canonical(config));
  const { stop: _, record: __, ...numbers } = hashed;
  return sha256(canonicalJson(version === 1 ? numbers : { ...numbers, version }));
}
