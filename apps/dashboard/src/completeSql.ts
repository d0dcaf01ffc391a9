/** Completion of SQL: tables and views, their columns, and within quotes the names of metrics and parameters. */
import type { Vocabulary } from '@ranksweep/store';
import { beginningWith, type Complete } from './completion.ts';

/** Of a whole query. */
export const completeSql = (vocabulary: Vocabulary): Complete => {
  const tables = [...vocabulary.columns.keys()];
  return completeIn(vocabulary, tables, [...vocabulary.columns.values()].flat());
};

/** Of a condition on `run_table`. */
export const completeCondition = (vocabulary: Vocabulary): Complete =>
  completeIn(vocabulary, [], vocabulary.columns.get('run_table') ?? []);

function completeIn(
  { columns, metrics }: Vocabulary,
  tables: readonly string[],
  ofColumns: readonly string[],
): Complete {
  const texts = [...new Set([...metrics, ...(columns.get('run_table') ?? [])])];
  const names = [...new Set([...ofColumns, ...tables])];
  return (before) => {
    const quote = openQuote(before);
    if (quote?.sign === "'") {
      return { from: quote.at + 1, choices: beginningWith(texts, before.slice(quote.at + 1)) };
    }
    if (quote !== undefined) {
      const choices = beginningWith(names, before.slice(quote.at + 1)).map((name) => `"${name}"`);
      return { from: quote.at, choices };
    }
    const from = before.search(/[\w.]*$/);
    const word = before.slice(from);
    const dot = word.indexOf('.');
    const ofTable = dot < 0 ? undefined : columns.get(word.slice(0, dot));
    if (ofTable !== undefined) {
      const choices = beginningWith(ofTable, word.slice(dot + 1)).map(quotedName);
      return { from: from + dot + 1, choices };
    }
    const isTable = /\b(from|join)\s+$/i.test(before.slice(0, from));
    return { from, choices: beginningWith(isTable ? tables : names, word).map(quotedName) };
  };
}

/** The quote that is open at the end of a text. */
function openQuote(text: string): { readonly sign: string; readonly at: number } | undefined {
  let open: { readonly sign: string; readonly at: number } | undefined;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if (open === undefined && (sign === "'" || sign === '"')) open = { sign, at };
    else if (sign === open?.sign) open = undefined;
  }
  return open;
}

/** Names such as `init.std` are quoted in SQL. */
const quotedName = (name: string): string =>
  /^[a-z_]\w*$/i.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
