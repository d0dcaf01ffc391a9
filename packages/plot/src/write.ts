/** Figures as files. */
import { dirname } from 'node:path';
import { createFolder, replaceFile } from '@ranksweep/machine';
import type { Figure } from './figure.ts';
import { renderPng, renderSvg } from './render.ts';
import { vegaLiteSpec } from './spec.ts';

export interface FigureFiles {
  readonly svg: string;
  readonly png: string;
}

export const figureFormats = ['svg', 'png'] as const;
export type FigureFormat = (typeof figureFormats)[number];

/**
 * Writes `basePath.svg` and `basePath.png`, making the folder where it is missing. Each file is replaced at once:
 * a reader sees the old figure or the new one, never a part.
 */
export async function writeFigure(figure: Figure, basePath: string): Promise<FigureFiles> {
  await writeFigureFiles(figure, basePath, figureFormats);
  return { svg: `${basePath}.svg`, png: `${basePath}.png` };
}

/**
 * Like `writeFigure`, in the formats given.
 * @returns the files' paths, in the order of the formats
 */
export async function writeFigureFiles(
  figure: Figure,
  basePath: string,
  formats: readonly FigureFormat[],
): Promise<string[]> {
  const svg = await renderSvg(vegaLiteSpec(figure));
  createFolder(dirname(basePath));
  const paths: string[] = [];
  for (const format of formats) {
    const path = `${basePath}.${format}`;
    replaceFile(path, format === 'svg' ? svg : renderPng(svg));
    paths.push(path);
  }
  return paths;
}
