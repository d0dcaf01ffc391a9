/** Figures as PDF: what a reader's program finds in them. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderPdf, renderSvg, vegaLiteSpec } from '../src/index.ts';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';
import { dynamicsFigure, tensorRankFigure } from './synthetic.ts';

const text = (pdf: Uint8Array): string => Buffer.from(pdf).toString('latin1');

/** Whether poppler's programs are there. */
function hasPoppler(): boolean {
  try {
    execFileSync('pdftotext', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('renderPdf', () => {
  it('has a page as large as the figure, both fonts, and no bitmap', async () => {
    const svg = await renderSvg(vegaLiteSpec(dynamicsFigure()));
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!.map(Number);
    const pdf = text(await renderPdf(svg));
    expect(pdf).toContain(`/MediaBox [0 0 ${0.75 * width!} ${0.75 * height!}]`);
    expect(pdf.match(/\/FontFile2/g)).toHaveLength(2);
    expect(pdf).toMatch(/SourceSans3-Regular/);
    expect(pdf).toMatch(/SourceSans3-SemiBold/);
    // Publishers refuse fonts of type 3.
    expect(pdf).not.toMatch(/\/Type3|\/Subtype \/Image/);
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
  });

  it('is the same file for the same figure', async () => {
    const svg = await renderSvg(vegaLiteSpec(dynamicsFigure([0])));
    expect(text(await renderPdf(svg))).toBe(text(await renderPdf(svg)));
  });

  it('draws lines without dashes beside dashed ones', async () => {
    const svg = await renderSvg(vegaLiteSpec(tensorRankFigure([0])));
    expect(svg).toContain('stroke-dasharray="1,0"');
    expect(text(await renderPdf(svg))).toMatch(/^%PDF/);
  });

  it.skipIf(!hasPoppler())('has text that can be searched (needs poppler-utils)', async () => {
    const file = join(temporaryFolder(), 'a.pdf');
    writeFileSync(file, await renderPdf(await renderSvg(vegaLiteSpec(tensorRankFigure()))));
    const found = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
    for (const words of [
      'Init std 0.005',
      'component norm',
      'k-th largest',
      '(Razin et al. 2021, Figure 1)',
    ]) {
      expect(found).toContain(words);
    }
    expect(execFileSync('pdffonts', [file], { encoding: 'utf8' }).match(/yes yes yes/g)).toHaveLength(2);
  });
});
