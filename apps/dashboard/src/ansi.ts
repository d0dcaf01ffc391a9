/** Styled text as a terminal takes it. */
import { Chalk, type ChalkInstance, type ColorSupportLevel } from 'chalk';
import { palette, type Line, type Span } from './chart/spans.ts';

/** @param level 0: no colour at all, only bold and inverse; 1: sixteen colours */
export function encoder(level: ColorSupportLevel): (line: Line) => string {
  const colored = new Chalk({ level: Math.min(level, 1) as ColorSupportLevel });
  const plain = new Chalk({ level: 1 });
  return (line) => line.map((span) => encode(span, level === 0 ? undefined : colored, plain)).join('');
}

/** What is bold or inverse is so without colours too. */
function encode(
  { text, color, bold, dim, inverse }: Span,
  colored: ChalkInstance | undefined,
  plain: ChalkInstance,
): string {
  let style = colored ?? plain;
  if (color !== undefined && colored !== undefined) style = style[palette[color]];
  if (bold) style = style.bold;
  if (dim && colored !== undefined) style = style.dim;
  if (inverse) style = style.inverse;
  return style === colored || style === plain ? text : style(text);
}
