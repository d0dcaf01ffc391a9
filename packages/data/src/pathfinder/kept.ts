/**
 * Images that were drawn before are kept in the user's data folder, by what determines them. A file is a line of JSON, then the
 * images, compressed. One that is damaged counts for nothing.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { gunzipSync, gzipSync } from 'node:zlib';
import { canonicalJson, sha256 } from '@ranksweep/core';
import { createFolder, removeTemporary, temporaryBeside } from '@ranksweep/machine';
import { dataFolder, type Surroundings } from '../places.ts';
import type { PathfinderPart } from './generate.ts';
import { GENERATOR } from './image.ts';
import { bytesOf, imagesFrom, type InkImages } from './inkImages.ts';

export interface Kept {
  readonly images: InkImages;
  /** Of the images, in hexadecimal. */
  readonly sha256: string;
}

/** What stands in the first line of a file. */
interface Header {
  readonly made: string;
  readonly bytes: number;
  readonly sha256: string;
}

const keyOf = (part: PathfinderPart): string => canonicalJson({ generator: GENERATOR, ...part });

const folderOf = (surroundings: Surroundings): string => join(dataFolder(surroundings), 'pathfinder');

const pathOf = (part: PathfinderPart, surroundings: Surroundings): string =>
  join(folderOf(surroundings), `${sha256(keyOf(part)).slice(0, 32)}.images`);

/** Undefined where there are none, or damaged ones. */
export function readKept(part: PathfinderPart, surroundings: Surroundings): Kept | undefined {
  try {
    const file = readFileSync(pathOf(part, surroundings));
    const end = file.indexOf('\n');
    const header = JSON.parse(file.toString('utf8', 0, end)) as Header;
    if (header.made !== keyOf(part)) return undefined;
    const content = gunzipSync(file.subarray(end + 1), { maxOutputLength: header.bytes });
    const images = sha256(content) === header.sha256 ? imagesFrom(content, sizeOf(part)) : undefined;
    return images && { images, sha256: header.sha256 };
  } catch {
    // Whatever is wrong with a file, drawing its images again mends it.
    return undefined;
  }
}

const sizeOf = ({ count, parameters }: PathfinderPart) => ({ count, pixels: parameters.size ** 2 });

/**
 * Readers see the old file or the new one, never a part.
 * @param onTrouble told where the images cannot be kept; they are there all the same
 */
export function keep(
  part: PathfinderPart,
  images: InkImages,
  { surroundings, onTrouble }: { surroundings: Surroundings; onTrouble?: (text: string) => void },
): Kept {
  const content = bytesOf(images);
  const header: Header = { made: keyOf(part), bytes: content.length, sha256: sha256(content) };
  const path = pathOf(part, surroundings);
  try {
    createFolder(folderOf(surroundings));
    // Several threads of one process may have drawn the same images.
    const temporary = temporaryBeside(`${path}-${threadId}`);
    try {
      const line = Buffer.from(`${JSON.stringify(header)}\n`);
      writeFileSync(temporary, Buffer.concat([line, gzipSync(content)]));
      renameSync(temporary, path);
    } finally {
      removeTemporary(temporary);
    }
  } catch (error) {
    onTrouble?.(`${path}: the images cannot be kept: ${(error as Error).message}`);
  }
  return { images, sha256: header.sha256 };
}
