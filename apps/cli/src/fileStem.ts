/** Names of files after sweeps, whose names a database may have from anyone. */
import { createHash } from 'node:crypto';

const LONGEST = 100;
const DIGEST_LENGTH = 10;

/**
 * The name itself where it is one that a definition may have, and not too long. Of another, what is harmless of it, and a digest
 * of it all: no two names share a file, also where a file system does not tell capitals, and none leaves its folder.
 */
export function fileStem(name: string): string {
  if (/^[a-z0-9_][a-z0-9_.-]*$/.test(name) && name.length <= LONGEST) return name;
  const harmless = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return withDigest(harmless || 'sweep', '-', name);
}

/** The words with a `+` between them, shortened like a name. None is the stem of a single sweep's files. */
export function joinedStem(words: readonly string[]): string {
  const whole = words.join('+');
  const harmless = whole.replaceAll(/[^\w.+=-]+/g, '-');
  return harmless === whole && whole.length <= LONGEST ? whole : withDigest(harmless, '+', whole);
}

/** As much of the harmless text as there is room for, and a digest of the whole. */
function withDigest(harmless: string, separator: string, whole: string): string {
  const digest = createHash('sha256').update(whole).digest('hex').slice(0, DIGEST_LENGTH);
  const beginning = harmless.slice(0, LONGEST - DIGEST_LENGTH - 1).replace(/-+$/, '');
  return `${beginning}${separator}${digest}`;
}
