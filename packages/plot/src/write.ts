/** Figures as files. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createFolder } from '@ranksweep/store';
import type { Figure } from './figure.ts';
import { renderPng, renderSvg } from './render.ts';
import { vegaLiteSpec } from './spec.ts';

export interface FigureFiles {
  readonly svg: string;
  readonly png: string;
}

/**
 * Writes `basePath.svg` and `basePath.png`, making the folder where it is missing. Each file is replaced at once:
 * a reader sees the old figure or the new one, never a part.
 */
export async function writeFigure(figure: Figure, basePath: string): Promise<FigureFiles> {
  const svg = await renderSvg(vegaLiteSpec(figure));
  const files = { svg: `${basePath}.svg`, png: `${basePath}.png` };
  createFolder(dirname(basePath));
  await replaceFile(files.svg, svg);
  await replaceFile(files.png, renderPng(svg));
  return files;
}

async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
