/** Reads files of sets in any layout. */
import { readCifarBatch, readCifarFiles } from './readCifar.ts';
import { readContent } from './readIdx.ts';
import { readIdxFiles } from './readIdxFiles.ts';
import { CIFAR_ROLES, IDX_ROLES, type LayoutName } from '../roles.ts';
import type { SetContent } from './setContent.ts';

/**
 * All files of a set, which fit each other.
 * @param paths one of each role
 * @throws InputError that names the file if one cannot be read or is damaged, or if they do not fit each other
 */
export const readFiles = (layout: LayoutName, paths: readonly string[]): Promise<SetContent> =>
  layout === 'idx' ? readIdxFiles(paths) : readCifarFiles(paths);

/**
 * The digest of one file's content.
 * @param n number of its role
 * @throws InputError that does not name it, if it cannot be read or is damaged
 */
export async function contentSha256(layout: LayoutName, path: string, n: number): Promise<string> {
  const reading = layout === 'idx' ? readContent(path, IDX_ROLES[n]!) : readCifarBatch(path, CIFAR_ROLES[n]!);
  return (await reading).sha256;
}
