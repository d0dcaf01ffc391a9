/** The canonical form of a run configuration, and the hash that names its trajectory. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { defaultComponents, defaultHiddenWidths } from '../factorization/network.ts';
import type { ModelConfig, RunConfig, TargetConfig, TaskConfig } from './schema.ts';
import { trajectoryVersion } from './version.ts';

/** The configuration with every default written out, those that depend on other values included. */
export function canonicalConfig(config: RunConfig): RunConfig {
  const { model, task } = config;
  return {
    ...config,
    model: canonicalModel(model, task.dims),
    task: { ...task, target: canonicalTarget(task.target) },
  };
}

/** A key that came later is left out where it has its default, as in configurations that are older than the key. */
function canonicalTarget(target: TargetConfig): TargetConfig {
  if (!('symmetric' in target) || target.symmetric === true) return target;
  const { symmetric: _, ...others } = target;
  return others;
}

function canonicalModel(model: ModelConfig, dims: readonly number[]): ModelConfig {
  switch (model.kind) {
    case 'matrix':
      return { ...model, hiddenWidths: model.hiddenWidths ?? defaultHiddenWidths(model.depth, dims) };
    case 'cp':
      return { ...model, components: model.components ?? defaultComponents(dims) };
    case 'hierarchical':
      return model;
  }
}

/** JSON with sorted keys and no blanks (RFC 8785). */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('a configuration is a JSON object');
  return text;
}

export const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

/** A target file counts by what is in it, once that is known, not by where it lies. */
function hashedTask(task: TaskConfig): unknown {
  if (task.target.kind !== 'file' || task.target.sha256 === undefined) return task;
  const { file: _, ...target } = task.target;
  return { ...task, target };
}

/** SHA-256 of what fixes the numbers of a run: all but `stop` and `record`. */
export const trajectoryHash = (config: RunConfig): string => hashOfVersion(trajectoryVersion(config), config);

/**
 * The hashes that a configuration had while it meant something else, the latest first; empty for most. A stored run with one of
 * them is sound, but no run of what the configuration means today.
 */
export const earlierTrajectoryHashes = (config: RunConfig): string[] =>
  trajectoryVersion(config) === 1 ? [] : [hashOfVersion(1, config)];

/** What is wrong with computing such a stored run again, or taking it for a run of its configuration; undefined: nothing. */
export function earlierMeaning({ config, trajectoryHash: stored }: StoredMeaning): string | undefined {
  if (!earlierTrajectoryHashes(config).includes(stored)) return undefined;
  return 'its configuration meant another mode tree or other initial matrices when it was computed; run its sweep again';
}

interface StoredMeaning {
  readonly config: RunConfig;
  readonly trajectoryHash: string;
}

/** Version 1 stays unsaid: hashes are older than versions. */
function hashOfVersion(version: number, config: RunConfig): string {
  const { model, task, init, loss, optimizer, seed } = canonicalConfig(config);
  const numbers = { model, task: hashedTask(task), init, loss, optimizer, seed };
  return sha256(canonicalJson(version === 1 ? numbers : { ...numbers, version }));
}
