/** Results as one JSON document on standard output, for programs. docs/JSON.md says what stands in each. */
import { Option } from 'commander';
import { visibleText } from '@ranksweep/text';

export const jsonOption = (): Option =>
  new Option('--json', 'print one JSON document; docs/JSON.md has its keys');

/** JSON has no word for what is not finite. NaN is null, as in the database; infinities are text. */
const withInfinities = (_key: string, value: unknown): unknown =>
  value === Infinity || value === -Infinity ? String(value) : value;

/** Escapes in JSON text are of the same value, so nothing in it is obeyed by a terminal. */
export const printJson = (document: object): void =>
  console.log(visibleText(JSON.stringify(document, withInfinities, 2)));
