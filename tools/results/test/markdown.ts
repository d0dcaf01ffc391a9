/** Reading of Markdown tables. */

/** First cell of a row -> its other cells, of the first table behind `mark`. */
export function rowsBehind(page: string, mark: string): Map<string, string[]> {
  const from = page.indexOf(mark);
  if (from < 0) throw new Error(`not on the page: ${mark}`);
  const [table] = /(^\|.*\n)+/m.exec(page.slice(from))!;
  const rows = table
    .trim()
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return new Map(rows.map(([first, ...rest]) => [first!, rest]));
}

/** `1,234 [1,000, 2,000], 2 of 3` -> 1234, 1000, 2000. */
export function medianAndRange(text: string): number[] {
  const [, middle, low = middle, high = middle] = /^(\S+?)(?: \[(\S+), (\S+)\])?(?:, \d+ of \d+)?$/.exec(
    text,
  )!;
  return [middle, low, high].map((number) => Number(number!.replaceAll(',', '')));
}
