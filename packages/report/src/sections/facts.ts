/** Names and what was found under them, side by side where there is room. */
import { html, type Content, type Html } from '../html.ts';

export const factList = (facts: readonly (readonly [name: string, found: Content])[]): Html =>
  html`<dl class="facts">
    ${facts.map(
      ([name, found]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${found}</dd>
        </div> `,
    )}
  </dl>`;
