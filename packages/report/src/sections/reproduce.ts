/** How to get the same numbers again: what computed them, the definition, and the commands. */
import { html, type Html } from '../html.ts';
import { factList } from './facts.ts';
import type { PartConfiguration, Reproduction } from '../report.ts';

export function reproduceSection({ definition, fileName, commands, facts }: Reproduction): Html {
  const file = `data:application/yaml;base64,${Buffer.from(definition).toString('base64')}`;
  return html`${factList(facts)}
    <ol class="commands">
      ${commands.map(
        ({ what, command }) =>
          html`<li>
            ${what}
            <pre tabindex="0"><code>${command}</code></pre>
          </li>`,
      )}
    </ol>
    <details class="definition">
      <summary>Definition: <code>${fileName}</code></summary>
      <p><a download="${fileName}" href="${file}">Save ${fileName}</a></p>
      <pre tabindex="0"><code>${definition}</code></pre>
    </details>`;
}

export const configurationSection = (configurations: readonly PartConfiguration[]): Html =>
  html`${configurations.map(
    ({ part, yaml }) =>
      html`<details>
        <summary>Part ${part}</summary>
        <pre tabindex="0"><code>${yaml}</code></pre>
      </details>`,
  )}`;
