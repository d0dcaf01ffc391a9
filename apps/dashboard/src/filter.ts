/** What is typed to filter a list. It is held against what the list shows, in the notation that it is shown in. */

/** Texts of a row, one a column. */
type Texts = readonly string[];
type Test = (row: Texts) => boolean;

const comparison = /^(?<key>[^=<>!]+)(?<sign>!=|<=|>=|=|<|>)(?<value>.*)$/s;

/**
 * Words apart by blanks, which must all hold: `failed` (some column has it), `!failed` (none has), `init.std=0.01`,
 * `iteration>=1000`. Large and small letters are the same.
 * @param heads names of the columns
 */
export function rowFilter(text: string, heads: readonly string[]): Test {
  const tests = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '!')
    .map((word) => testOf(word, heads));
  return (row) => tests.every((test) => test(row));
}

function testOf(word: string, heads: readonly string[]): Test {
  const { key = '', sign = '', value = '' } = comparison.exec(word)?.groups ?? {};
  const column = heads.findIndex((head) => head.toLowerCase() === key);
  if (column >= 0) return (row) => compares(row[column]!.toLowerCase(), sign, value);
  if (word.startsWith('!')) return (row) => !has(row, word.slice(1));
  return (row) => has(row, word);
}

const has = (row: Texts, word: string): boolean => row.some((text) => text.toLowerCase().includes(word));

function compares(shown: string, sign: string, value: string): boolean {
  // While its value has not been typed yet, a comparison hides nothing.
  if (value === '') return true;
  const isEqual = isNumber(value) && isNumber(shown) ? Number(shown) === Number(value) : isText(shown, value);
  if (sign === '=') return isEqual;
  if (sign === '!=') return !isEqual;
  if (!isNumber(shown) || !isNumber(value)) return false;
  const [left, right] = [Number(shown), Number(value)];
  switch (sign) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    default:
      return left >= right;
  }
}

/** Or one of its words: a state has a sign before it, and a sweep's name has its preset and tags behind it. */
const isText = (shown: string, value: string): boolean => shown === value || shown.split(' ').includes(value);

const isNumber = (text: string): boolean => text.trim() !== '' && !Number.isNaN(Number(text));
