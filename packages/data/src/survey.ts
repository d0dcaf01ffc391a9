/** Which known sets are here, and where. */
import { statSync } from 'node:fs';
import { InputError } from '@ranksweep/core';
import type { KnownSet } from './knownSets.ts';
import { currentSurroundings, type Place, type Surroundings } from './places.ts';
import { findFiles } from './read/findFiles.ts';
import { findSet, readKnownSet } from './read/readImageSet.ts';
import { layouts } from './roles.ts';

export type Survey =
  | { readonly state: 'missing' }
  | { readonly state: 'here'; readonly place: Place; readonly bytes: number; readonly sha256: string }
  /** Files are there, and cannot be read as the set. */
  | { readonly state: 'damaged'; readonly place: Place; readonly bytes: number; readonly problem: string };

/** Reads all of a set, and so knows whether its files are sound. */
export async function surveySet(
  known: KnownSet,
  surroundings: Surroundings = currentSurroundings(),
): Promise<Survey> {
  const place = await findSet(known, surroundings);
  if (place === undefined) return { state: 'missing' };
  const paths = await findFiles(place.folder, layouts[known.layout]);
  const bytes = paths.reduce(
    (sum, path) => sum + (path === undefined ? 0 : (statSync(path, { throwIfNoEntry: false })?.size ?? 0)),
    0,
  );
  try {
    const { sha256 } = await readKnownSet(known, surroundings);
    return { state: 'here', place, bytes, sha256 };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { state: 'damaged', place, bytes, problem: error.message };
  }
}
