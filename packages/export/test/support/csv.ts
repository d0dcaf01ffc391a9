/** Reads CSV as RFC 4180 has it, character by character. */

/** Fields by row; null for an empty field without quotes. */
export function parseCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [[]];
  let at = 0;
  while (at < text.length) {
    const [field, end] = text[at] === '"' ? quoted(text, at + 1) : plain(text, at);
    rows.at(-1)!.push(field);
    if (text[end] === '\n' && end + 1 < text.length) rows.push([]);
    at = end + 1;
    if (text[end] === ',' && (at === text.length || text[at] === '\n')) {
      rows.at(-1)!.push(null);
      if (text[at] === '\n' && at + 1 < text.length) rows.push([]);
      at++;
    }
  }
  return rows;
}

function quoted(text: string, start: number): [string, number] {
  let field = '';
  for (let at = start; ; at++) {
    if (text[at] === undefined) throw new Error(`a field that is not closed, from ${start}`);
    if (text[at] !== '"') field += text[at];
    else if (text[at + 1] === '"') field += text[at++];
    else return [field, at + 1];
  }
}

function plain(text: string, start: number): [string | null, number] {
  let end = start;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n') end++;
  return [end === start ? null : text.slice(start, end), end];
}
