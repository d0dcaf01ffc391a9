/** The picture that `ranksweep data show` leaves. */
import { writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { InputError } from '@ranksweep/core';
import { writeNewFile } from '@ranksweep/export';
import { DEFAULT_DATABASE } from '@ranksweep/text';
import { fileStem } from '../../fileStem.ts';
import { requireFileName } from '../../pathProblem.ts';
import { resultFolder } from '../../resultFolder.ts';

export interface PictureOptions {
  readonly out?: string;
  readonly force?: boolean;
}

/** @throws InputError for a path that ends in neither .png nor .svg */
export function requirePicture({ out }: PictureOptions): void {
  if (out !== undefined) formatOf(out);
}

/**
 * @param svg the picture
 * @param stem its name, without the ending, where none was asked for
 * @returns the path
 */
export async function writePicture(
  svg: string,
  stem: string,
  { out, force }: PictureOptions,
): Promise<string> {
  const path = out ?? join(resultFolder(DEFAULT_DATABASE, 'figures'), `${fileStem(stem)}.png`);
  const content =
    formatOf(path) === 'svg' ? svg : (await import('@ranksweep/plot')).renderPng(svg, { scale: 2 });
  // A picture of the default name shows the same.
  await writeNewFile({ path, force: force ?? out === undefined }, async (temporary) =>
    writeFileSync(temporary, content),
  );
  return path;
}

function formatOf(path: string): 'png' | 'svg' {
  const extension = extname(requireFileName('--out', path)).toLowerCase();
  if (extension === '.png' || extension === '.svg') return extension === '.png' ? 'png' : 'svg';
  throw new InputError(`--out: expected a file that ends in .png or .svg, found ${path}`);
}
