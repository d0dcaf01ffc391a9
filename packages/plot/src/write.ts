/** Figures as files. */
import { dirname } from 'node:path';
import { createFolder, replaceFile } from '@ranksweep/machine';
import type { Figure } from './figure.ts';
import { renderPdf } from './output/pdf.ts';
import { renderPng, renderSvg } from './output/render.ts';
import { vegaLiteSpec, type FigureLook } from './page/spec.ts';

export const figureFormats = ['svg', 'png', 'pdf'] as const;
export type FigureFormat = (typeof figureFormats)[number];

export interface WriteOptions {
  /** Default: all. */
  readonly formats?: readonly FigureFormat[] | undefined;
  readonly look?: FigureLook | undefined;
}

/**
 * Writes `basePath.svg`, `basePath.png` and `basePath.pdf`, making the folder where it is missing. Each file is replaced at once: a
 * reader sees the old figure or the new one, never a part.
 * @returns the files' paths, in the order of the formats
 */
export async function writeFigure(
  figure: Figure,
  basePath: string,
  { formats = figureFormats, look = {} }: WriteOptions = {},
): Promise<string[]> {
  const svg = await renderSvg(vegaLiteSpec(figure, look));
  createFolder(dirname(basePath));
  const paths: string[] = [];
  for (const format of formats) {
    const path = `${basePath}.${format}`;
    replaceFile(path, await renderers[format](svg));
    paths.push(path);
  }
  return paths;
}

const renderers: Record<FigureFormat, (svg: string) => string | Uint8Array | Promise<Uint8Array>> = {
  svg: (svg) => svg,
  png: (svg) => renderPng(svg),
  pdf: renderPdf,
};
