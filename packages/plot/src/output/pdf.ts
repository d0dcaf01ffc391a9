/** From SVG to PDF with its fonts embedded: vectors and text that a printer and a reader's search find. */
import PDFDocument from 'pdfkit';
import svgToPdf from 'svg-to-pdfkit';
import { fontFiles } from './font.ts';

/** A CSS pixel is 1/96 inch, a point 1/72. */
const POINTS_PER_PIXEL = 0.75;
/** In place of the time of drawing, so that the same figure gives the same file. */
const CREATED = new Date(0);

/** A page of the size of the figure, so that it is printed as large as it was laid out. */
export async function renderPdf(svg: string): Promise<Uint8Array> {
  const [width, height] = sizeOf(svg).map((pixels) => POINTS_PER_PIXEL * pixels) as [number, number];
  const document = new PDFDocument({ size: [width, height], margin: 0, info: { CreationDate: CREATED } });
  const chunks: Uint8Array[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    document.on('end', resolve);
    document.on('error', reject);
  });
  document.registerFont('regular', fontFiles.regular);
  document.registerFont('semiBold', fontFiles.semiBold);
  svgToPdf(document, svg.replaceAll(SOLID, ''), 0, 0, {
    width,
    height,
    fontCallback: (_, isBold) => (isBold ? 'semiBold' : 'regular'),
  });
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

/** Dashes without gaps, which PDF does not know. */
const SOLID = ' stroke-dasharray="1,0"';

/** Pixels. */
function sizeOf(svg: string): number[] {
  const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg)!;
  return [Number(width), Number(height)];
}
