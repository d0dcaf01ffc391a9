/** One line of what a check says. */
import { visibleText } from '@ranksweep/text';
import type { Finding } from '@ranksweep/text/finding';
import { paint } from '../render/colors.ts';

export function findingText({ what, isOk, isMissing, text }: Finding): string {
  const verdict = isMissing
    ? paint('dim', 'none ')
    : isOk
      ? paint('green', 'ok   ')
      : paint('yellow', 'to do');
  return `${verdict}  ${visibleText(`${what}: ${text}`)}`;
}
