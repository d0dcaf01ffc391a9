/** The hash that names a trajectory: that of everything in a configuration that fixes its numbers. */
import { canonicalJson, sha256, type RunConfig } from '@ranksweep/core';
import { kindOf } from './registry.ts';

/** The configuration with every default written out, those that depend on other values included. */
export const canonicalConfig = (config: RunConfig): RunConfig => kindOf(config).canonical(config);

/** SHA-256 of what fixes the numbers of a run: all but `stop` and `record`. */
export const trajectoryHash = (config: RunConfig): string => hashOfVersion(versionsOf(config)[0], config);

/**
 * The hashes that a configuration had while it meant something else, the latest first; empty for most. A stored run with one of
 * them is sound, but no run of what the configuration means today.
 */
export function earlierTrajectoryHashes(config: RunConfig): string[] {
  const [, ...earlier] = versionsOf(config);
  return earlier.map((version) => hashOfVersion(version, config));
}

/** What is wrong with computing such a stored run again, or taking it for a run of its configuration; undefined: nothing. */
export function earlierMeaning({ config, trajectoryHash: stored }: StoredMeaning): string | undefined {
  if (!earlierTrajectoryHashes(config).includes(stored)) return undefined;
  return kindOf(config).earlierMeaning ?? 'its configuration meant something else when it was computed';
}

interface StoredMeaning {
  readonly config: RunConfig;
  readonly trajectoryHash: string;
}

const versionsOf = (config: RunConfig): readonly [number, ...number[]] => kindOf(config).versions(config);

/** Version 1 stays unsaid: hashes are older than versions. */
function hashOfVersion(version: number, config: RunConfig): string {
  const kind = kindOf(config);
  const hashed: Partial<RunConfig> = kind.hashed(kind.canonical(config));
  const { stop: _, record: __, ...numbers } = hashed;
  return sha256(canonicalJson(version === 1 ? numbers : { ...numbers, version }));
}
