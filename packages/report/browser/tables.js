/** Tables of a report: sorted by a click on a column's head, filtered by what is typed above. Runs in the page. */

/** @typedef {(row: HTMLTableRowElement) => boolean} Condition */

for (const section of document.querySelectorAll('[data-table]')) {
  const table = /** @type {HTMLTableElement} */ (section.querySelector('table'));
  const body = table.tBodies[0];
  if (body === undefined) continue;
  const heads = [...table.querySelectorAll('th[aria-sort]')];
  const rows = [...body.rows];
  for (const head of heads) {
    head.querySelector('button')?.addEventListener('click', () => {
      const descending = head.getAttribute('aria-sort') === 'ascending';
      for (const other of heads) other.setAttribute('aria-sort', 'none');
      head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      body.append(...sorted(rows, heads.indexOf(head), descending));
    });
  }
  const names = heads.map((head) => head.textContent?.trim().toLowerCase() ?? '');
  const input = /** @type {HTMLInputElement} */ (section.querySelector('input[type=search]'));
  const told = /** @type {HTMLElement} */ (section.querySelector('output'));
  input.addEventListener('input', () => {
    const conditions = input.value
      .split(/\s+/)
      .filter(Boolean)
      .map((word) => conditionOf(word, names));
    for (const row of rows) row.hidden = !conditions.every((holds) => holds(row));
    const shown = rows.filter((row) => !row.hidden).length;
    told.textContent = input.value.trim() === '' ? '' : `${shown} of ${rows.length} rows`;
  });
  /** @type {HTMLElement} */ (input.closest('form')).hidden = false;
}

for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', (event) => event.preventDefault());
}

// What is folded is not printed. The definition has all that the configurations have.
const definitions = /** @type {NodeListOf<HTMLDetailsElement>} */ (
  document.querySelectorAll('details.definition:not([open])')
);
addEventListener('beforeprint', () => definitions.forEach((definition) => (definition.open = true)));
addEventListener('afterprint', () => definitions.forEach((definition) => (definition.open = false)));

/** The value of a cell in full, as it is stored. @param {HTMLTableRowElement} row @param {number} column */
function valueOf(row, column) {
  const cell = /** @type {HTMLTableCellElement} */ (row.cells[column]);
  return cell.dataset.value ?? cell.textContent ?? '';
}

/**
 * Numbers by size, then text by the alphabet; cells without a value come last, either way.
 * @param {HTMLTableRowElement[]} rows @param {number} column @param {boolean} descending
 */
function sorted(rows, column, descending) {
  const keyed = rows.map((row) => {
    const text = valueOf(row, column);
    const number = numberOf(text);
    return { row, text, number, place: text === '' ? 2 : Number.isNaN(number) ? 1 : 0 };
  });
  const direction = descending ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.place === 2 || b.place === 2) return a.place - b.place;
    if (a.place !== b.place) return direction * (a.place - b.place);
    return direction * (a.place === 0 ? a.number - b.number || 0 : a.text.localeCompare(b.text));
  });
  return keyed.map(({ row }) => row);
}

/** NaN for what is none. @param {string} text */
function numberOf(text) {
  return text.trim() === '' ? NaN : Number(text.replace(/^(-?)inf(inity)?$/i, '$1Infinity'));
}

/**
 * `init.std=0.01`, `error<0.1`, `status!=done` of a column, or text that a row has anywhere.
 * @param {string} word @param {string[]} names @returns {Condition}
 */
function conditionOf(word, names) {
  const [, name, operator, asked] = /^([^<>=!]+)(<=|>=|!=|=|<|>)(.*)$/.exec(word.toLowerCase()) ?? [];
  const column = name === undefined ? -1 : names.indexOf(name);
  if (column < 0) return (row) => (row.textContent ?? '').toLowerCase().includes(word.toLowerCase());
  return (row) => {
    const found = valueOf(row, column).toLowerCase();
    const [left, right] = [numberOf(found), numberOf(asked)];
    const isNumbers = !Number.isNaN(left) && !Number.isNaN(right);
    // A number as it is shown counts too: it is rounded.
    const isShown = (row.cells[column].textContent ?? '').trim().toLowerCase() === asked;
    const isEqual = isShown || (isNumbers ? left === right : found === asked);
    switch (operator) {
      case '=':
        return isEqual;
      case '!=':
        return !isEqual;
      case '<':
        return isNumbers && left < right;
      case '>':
        return isNumbers && left > right;
      case '<=':
        return isNumbers && left <= right;
      default:
        return isNumbers && left >= right;
    }
  };
}
