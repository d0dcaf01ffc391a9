/** A table with a filter above and a button in the head of every column. Without scripts it is a plain table. */
import { countOf, formatNumber } from '@ranksweep/text';
import { html, type Html } from '../html.ts';
import type { CellValue, DataColumn, DataTable } from '../report.ts';

export interface TableView {
  /** Unique in the page. */
  readonly id: string;
  readonly caption: string;
  /** What a row is: `run`. */
  readonly noun: string;
  /** The names of the rows, to be linked to. @param row its values */
  readonly anchor?: (row: readonly CellValue[]) => string;
  /** Where a cell of this column leads. */
  readonly link?: (column: string, value: CellValue) => string | undefined;
}

export function tableSection(table: DataTable, view: TableView): Html {
  const { columns, rows, total } = table;
  const { id, caption, noun } = view;
  if (total === 0) return html`<p>There are no ${noun}s.</p>`;
  return html`<div data-table>
    ${notAll(table, noun)}
    <form class="filter" role="search" aria-label="${caption}" hidden>
      <label for="${id}-filter">Filter</label>
      <input
        id="${id}-filter"
        type="search"
        autocomplete="off"
        spellcheck="false"
        aria-describedby="${id}-hint"
      />
      <output for="${id}-filter"></output>
      <p class="hint" id="${id}-hint">${hintOf(columns)}</p>
    </form>
    <div class="scroll" role="region" tabindex="0" aria-label="${caption}">
      <table>
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            ${columns.map(head)}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => tableRow(row, columns, view))}
        </tbody>
      </table>
    </div>
  </div>`;
}

function notAll({ rows, total, command }: DataTable, noun: string): Html | undefined {
  if (rows.length === total) return undefined;
  return html`<p>
    These are the first ${rows.length} of ${countOf(total, noun)}. All of them: <code>${command}</code>
  </p>`;
}

function hintOf(columns: readonly DataColumn[]): string {
  const number = columns.findLast(({ kind }) => kind === 'number');
  const example = number === undefined ? '' : `, or conditions such as ${number.name}<0.1`;
  return `Words that a row must have${example}. Several are separated by spaces.`;
}

const head = ({ name, kind, description }: DataColumn): Html =>
  html`<th scope="col" aria-sort="none" class="${kind}">
    <button type="button" title="${description ?? name}">${name}</button>
  </th>`;

function tableRow(
  row: readonly CellValue[],
  columns: readonly DataColumn[],
  { anchor, link }: TableView,
): Html {
  const cells = row.map((value, i) => cell(value, columns[i]!, link?.(columns[i]!.name, value)));
  const id = anchor?.(row);
  return id === undefined
    ? html`<tr>
        ${cells}
      </tr>`
    : html`<tr id="${id}">
        ${cells}
      </tr>`;
}

/** Characters of a text that is not wrapped. */
const LONGEST_LINE = 24;

function cell(value: CellValue, { kind }: DataColumn, to: string | undefined): Html {
  if (value === null) return html`<td></td>`;
  const text = typeof value === 'number' ? numberText(value) : value;
  const content = to === undefined ? text : html`<a href="${to}">${text}</a>`;
  // What is rounded is there in full, for sorting and filtering.
  const look = kind === 'text' && text.length <= LONGEST_LINE ? 'short' : kind;
  return text === String(value)
    ? html`<td class="${look}">${content}</td>`
    : html`<td class="${look}" data-value="${String(value)}">${content}</td>`;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? formatNumber(value) : value > 0 ? '∞' : '−∞';
}
