/** A terminal's screen, with its colours, as a picture. */
import Anser from 'anser';

const CELL = { width: 8.4, height: 17 };
const MARGIN = 12;
const COLORS = { text: '#d8dee9', background: '#1e2430', inverse: '#88a0c0' };
/** The sixteen colours that a dark terminal usually has, in place of those of the hardware. */
const SIXTEEN: Readonly<Record<string, string>> = {
  '0, 0, 0': '#3b4252',
  '187, 0, 0': '#e06c75',
  '0, 187, 0': '#98c379',
  '187, 187, 0': '#e5c07b',
  '0, 0, 187': '#61afef',
  '187, 0, 187': '#c678dd',
  '0, 187, 187': '#56b6c2',
  '255,255,255': '#d8dee9',
  '85, 85, 85': '#7f8a9e',
  '255, 85, 85': '#e06c75',
  '0, 255, 0': '#98c379',
  '255, 255, 85': '#e5c07b',
  '85, 85, 255': '#61afef',
  '255, 85, 255': '#c678dd',
  '85, 255, 255': '#56b6c2',
};

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** @param screen lines with ANSI's sequences for colours, as `tmux capture-pane -e -p` gives them */
export function terminalSvg(screen: string, { columns, rows }: ScreenSize): string {
  const width = columns * CELL.width + 2 * MARGIN;
  const height = rows * CELL.height + 2 * MARGIN;
  const lines = screen.split('\n').slice(0, rows).map(lineSvg);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<rect width="100%" height="100%" rx="8" fill="${COLORS.background}"/>`,
    `<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" fill="${COLORS.text}" xml:space="preserve">`,
    ...lines.flat(),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function lineSvg(line: string, row: number): string[] {
  const top = MARGIN + row * CELL.height;
  let column = 0;
  return Anser.ansiToJson(line, { json: true, remove_empty: true }).flatMap((chunk) => {
    const { content, fg, decorations } = chunk;
    const left = MARGIN + column * CELL.width;
    const width = content.length * CELL.width;
    column += content.length;
    const isInverse = chunk.bg !== null || decorations.includes('reverse');
    const box = isInverse ? [rect(left, top, width)] : [];
    if (content.trim() === '') return box;
    const style = [
      `fill="${isInverse ? COLORS.background : colorOf(fg)}"`,
      ...(decorations.includes('bold') ? ['font-weight="bold"'] : []),
      ...(decorations.includes('dim') ? ['opacity="0.65"'] : []),
    ];
    const baseline = (top + 0.76 * CELL.height).toFixed(1);
    return [
      ...box,
      `<text x="${left.toFixed(1)}" y="${baseline}" textLength="${width.toFixed(1)}" ${style.join(' ')}>${escaped(content)}</text>`,
    ];
  });
}

const rect = (left: number, top: number, width: number): string =>
  `<rect x="${left.toFixed(1)}" y="${top}" width="${width.toFixed(1)}" height="${CELL.height}" fill="${COLORS.inverse}"/>`;

const colorOf = (fg: string | null): string => (fg === null ? COLORS.text : (SIXTEEN[fg] ?? `rgb(${fg})`));

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
