/** Whether components grew as the theory says: measured exponents beside 2 - 2/L, and bounds for unbalanced components. */
import { median } from '@ranksweep/core';
import { formatNumber } from '@ranksweep/text';
import { html, type Html } from '../html.ts';
import type { TheoryVerdict } from '../report.ts';

/** A measurement that is off by more says nothing of the theory. */
const TELLING_ERROR = 0.1;

export function theorySection(verdicts: readonly TheoryVerdict[]): Html {
  return html`<p>
      The theory of gradient flow says that the norm of a component of L balanced factors grows like its power
      2&nbsp;−&nbsp;2/L (Razin et al. 2021 and 2022). A measured exponent agrees where the theory lies within
      its error. Of a component that is not balanced the theory gives bounds, and the last column is the share
      of the growth that kept to them. Medians are over runs and components; the smallest and the largest
      stand in brackets.
    </p>
    <div class="scroll" role="region" tabindex="0" aria-label="Theory">
      <table>
        <caption>
          Exponents of growth, measured and by the theory
        </caption>
        <thead>
          <tr>
            <th scope="col">part</th>
            <th scope="col">cell</th>
            <th scope="col">norm</th>
            <th scope="col" class="number">2 − 2/L</th>
            <th scope="col" class="number">measured</th>
            <th scope="col" class="number">largest error</th>
            <th scope="col">verdict</th>
            <th scope="col" class="number">within bounds</th>
          </tr>
        </thead>
        <tbody>
          ${verdicts.map(row)}
        </tbody>
      </table>
    </div>`;
}

function row({ part, cell, norm, expected, measured, withinBounds }: TheoryVerdict): Html {
  const telling = measured.filter(({ error }) => error < TELLING_ERROR);
  return html`<tr>
    <td class="short">${part}</td>
    <td class="short">${cell}</td>
    <td class="short">${norm}</td>
    <td class="number">${Number.isFinite(expected) ? formatNumber(expected) : ''}</td>
    <td class="number">${spread(telling.map(({ exponent }) => exponent))}</td>
    <td class="number">
      ${telling.length === 0 ? '' : Math.max(...telling.map(({ error }) => error)).toFixed(3)}
    </td>
    <td>${verdictOf(expected, measured.length, telling)}</td>
    <td class="number">
      ${
        withinBounds.length === 0
          ? ''
          : spread(
              withinBounds.map((share) => 100 * share),
              0,
              ' %',
            )
      }
    </td>
  </tr>`;
}

export function verdictOf(expected: number, count: number, telling: TheoryVerdict['measured']): string {
  if (count === 0) return 'not measured';
  if (telling.length === 0) return `the errors of all ${count} are ${TELLING_ERROR} or more`;
  const agreeing = telling.filter(({ exponent, error }) => Math.abs(exponent - expected) <= error).length;
  const vague = count === telling.length ? '' : `; ${count - telling.length} more tell too little`;
  if (agreeing === telling.length) return `agrees, ${agreeing} of ${telling.length}${vague}`;
  return `${agreeing === 0 ? 'differs' : 'agrees in part'}, ${agreeing} of ${telling.length}${vague}`;
}

function spread(values: readonly number[], digits = 3, unit = ''): string {
  if (values.length === 0) return '';
  const text = (value: number): string => value.toFixed(digits);
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)].map(text);
  return least === most ? `${middle}${unit}` : `${middle} (${least} to ${most})${unit}`;
}
