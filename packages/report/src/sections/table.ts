/** A table with a filter above and a button in the head of every column. Without scripts it is a plain table. */
import { countOf, formatNumber } from '@ranksweep/text';
import { html, type Content, type Html } from '../html.ts';
import type { CellValue, DataColumn, DataTable } from '../report.ts';

export interface TableView {
  /** Unique in the page. */
  readonly id: string;
  readonly caption: string;
  /** What a row is: `run`. */
  readonly noun: string;
  /** Which rows are listed where not all are. Default: `first`. */
  readonly first?: string;
  /** A condition on a column. Default: one on the last column of numbers. */
  readonly example?: string;
  /** The names of the rows, to be linked to. @param row its values */
  readonly anchor?: (row: readonly CellValue[]) => string;
  /** Where a cell of this column leads, or each of its numbers. */
  readonly link?: (column: string, value: number | string | null) => string | undefined;
}

export function tableSection(table: DataTable, view: TableView): Html {
  const { columns, rows, total } = table;
  const { id, caption, noun, first = 'first', example } = view;
  if (total === 0) return html`<p>There are no ${noun}s.</p>`;
  return html`<div data-table>
    ${notAll(table, noun, first)}
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
      <p class="hint" id="${id}-hint">${hintOf(columns, example)}</p>
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

function notAll({ rows, total, command }: DataTable, noun: string, first: string): Html | undefined {
  if (rows.length === total) return undefined;
  return html`<p>
    These are the ${first} ${rows.length} of ${countOf(total, noun)}. All of them: <code>${command}</code>
  </p>`;
}

function hintOf(columns: readonly DataColumn[], example = lastNumber(columns)): string {
  const conditions = example === undefined ? '' : `, or conditions such as ${example}`;
  return `Words that a row must have${conditions}. Several are separated by spaces.`;
}

function lastNumber(columns: readonly DataColumn[]): string | undefined {
  const column = columns.findLast(({ kind }) => kind === 'number');
  return column && `${column.name}<0.1`;
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
  const cells = row.map((value, i) => {
    const column = columns[i]!;
    return cell(value, column, (one) => link?.(column.name, one));
  });
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

function cell(
  value: CellValue,
  { kind }: DataColumn,
  linkTo: (value: number | string) => string | undefined,
): Html {
  if (value === null) return html`<td></td>`;
  if (typeof value === 'object') {
    const all = value.map((one, i) => html`${i === 0 ? '' : ', '}${linked(String(one), linkTo(one))}`);
    return html`<td>${all}</td>`;
  }
  const text = typeof value === 'number' ? numberText(value) : value;
  const content = linked(text, linkTo(value));
  // What is rounded is there in full, for sorting and filtering.
  const look = kind === 'text' && text.length <= LONGEST_LINE ? 'short' : kind;
  return text === String(value)
    ? html`<td class="${look}">${content}</td>`
    : html`<td class="${look}" data-value="${String(value)}">${content}</td>`;
}

const linked = (text: string, to: string | undefined): Content =>
  to === undefined ? text : html`<a href="${to}">${text}</a>`;

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? formatNumber(value) : value > 0 ? '∞' : '−∞';
}
