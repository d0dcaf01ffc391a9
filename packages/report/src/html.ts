/** HTML as values: text is escaped wherever it stands, since names and errors in a database may come from anyone. */
import { visibleText } from '@ranksweep/text';

/** Markup that is safe to put into a page as it is. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What a template may hold: lists are joined, and what is absent leaves nothing. */
export type Content = Html | string | number | undefined | readonly Content[];

/** A template whose values are escaped unless they are HTML themselves. They may stand in elements and in quoted attributes. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(parts.map((part, i) => (i === 0 ? part : markupOf(contents[i - 1]) + part)).join(''));
}

function markupOf(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Html) return content.markup;
  if (typeof content === 'object') return content.map(markupOf).join('');
  return visibleText(String(content)).replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
