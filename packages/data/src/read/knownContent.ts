/** The content of known sets' files is fixed, and is recognized by its digest. */
import { knownSets, type KnownSet } from '../knownSets.ts';
import { layouts, type Role } from '../roles.ts';

/** What is wrong with a file that should be one of a known set's; undefined if it is. */
export function contentProblem(sha256: string, known: KnownSet, role: Role): string | undefined {
  if (sha256 === known.sha256[layouts[known.layout].roles.indexOf(role)]) return undefined;
  const found = recognized(sha256) ?? `other content, whose SHA-256 is ${sha256}`;
  return `expected the ${role.words} of ${known.name}, found ${found}`;
}

/** `the test images of mnist`, if the content is known. */
export function recognized(sha256: string): string | undefined {
  for (const set of knownSets) {
    const n = set.sha256.indexOf(sha256);
    if (n >= 0) return `the ${layouts[set.layout].roles[n]!.words} of ${set.name}`;
  }
  return undefined;
}
