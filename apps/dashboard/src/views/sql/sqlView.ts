/** Queries on the whole database, and their results. */
import { completeSql } from '../../completeSql.ts';
import type { Context } from '../../context.ts';
import { filterPrompt } from '../../filterPrompt.ts';
import { Cursor } from '../../scrolling.ts';
import { done, type Key, type KeyHelp, type Outcome, type View } from '../../view.ts';
import { valueText } from '../../words.ts';
import { Asking } from './asking.ts';
import { drawSql } from './drawing.ts';
import { examples } from './examples.ts';
import { History } from './history.ts';

const exampleKeys: readonly KeyHelp[] = [
  { keys: 'enter', does: 'take and change' },
  { keys: 'n i', does: 'new query' },
  { keys: '↑↓', does: 'examples' },
];

const resultKeys: readonly KeyHelp[] = [
  { keys: 'enter i', does: 'change' },
  { keys: 'n', does: 'new query' },
  { keys: 'r', does: 'run again' },
  { keys: '/', does: 'filter' },
  { keys: 'e', does: 'export as CSV' },
  { keys: '↑↓', does: 'rows' },
  { keys: '←→', does: 'columns' },
];

/** A result is of the time when it was asked for; `r` asks again. */
export function sqlView(context: Context): View {
  const asking = new Asking(context);
  const history = new History();
  const [rows, columns, picked] = [new Cursor(), new Cursor(), new Cursor()];
  let page = 10;

  return {
    title: () => 'only reads',
    get keys() {
      return asking.text === '' ? exampleKeys : resultKeys;
    },
    escape() {
      if (asking.task !== undefined) return { does: `end ${asking.task.what}`, act: () => asking.end() };
      if (asking.filter !== '') return { does: 'clear filter', act: () => filterBy('') };
      if (asking.text !== '') return { does: 'examples', act: () => asking.forget() };
      return undefined;
    },
    refresh: () => {},
    draw(size) {
      page = Math.max(1, size.height - 4);
      return drawSql({ asking, nowMs: context.now(), rows, columns, examples: picked }, size);
    },
    press: (key) => move(key) ?? act(key),
  };

  function filterBy(text: string): void {
    asking.filter = text.trim();
    rows.moveTo(0, 1);
  }

  function move(key: Key): Outcome | undefined {
    if (asking.text === '') return picked.press(key, examples.length, page) ? done : undefined;
    if (asking.answer.kind !== 'rows') return undefined;
    const { preview } = asking.answer;
    const sideways = new Map([
      ['left', 'up'],
      ['h', 'up'],
      ['right', 'down'],
      ['l', 'down'],
      ['home', 'home'],
      ['end', 'end'],
    ]).get(key);
    const moved =
      sideways === undefined
        ? rows.press(key, asking.shownRows.length, page)
        : columns.press(sideways, preview.columns.length, page);
    return moved ? done : undefined;
  }

  function act(key: Key): Outcome | undefined {
    switch (key) {
      case 'enter':
        return prompt(asking.text === '' ? examples[picked.at]!.sql : asking.text);
      case 'i':
        return prompt(asking.text);
      case 'n':
        return prompt('');
      case '/':
        return filter();
      case 'r':
        if (asking.text === '') return undefined;
        void asking.ask(asking.text).then(
          (message) => context.tell?.(message),
          (error: Error) => context.tell?.(error.message),
        );
        return done;
      case 'e':
        return exportPrompt();
      default:
        return undefined;
    }
  }

  function prompt(initial: string): Outcome {
    const complete = completeSql(context.store.vocabulary());
    return { kind: 'prompt', label: 'SQL', initial, history: history.entries, complete, accept: ask };
  }

  function filter(): Outcome | undefined {
    if (asking.answer.kind !== 'rows') return undefined;
    const { columns: heads, rows: all } = asking.answer.preview;
    const textsOf = (column: number): string[] => all.map((row) => valueText(row[column]));
    return filterPrompt({ filter: asking.filter, heads, textsOf, filterBy });
  }

  async function ask(text: string): Promise<Outcome> {
    if (text.trim() === '') return { kind: 'tell', message: 'Nothing was asked.' };
    history.add(text);
    rows.moveTo(0, 1);
    columns.moveTo(0, 1);
    return { kind: 'tell', message: await asking.ask(text) };
  }

  function exportPrompt(): Outcome {
    if (asking.answer.kind !== 'rows') return { kind: 'tell', message: 'There is no result to be written.' };
    return { kind: 'prompt', label: 'write all rows as CSV to', initial: 'result.csv', accept: write };
  }

  async function write(path: string): Promise<Outcome> {
    if (path.trim() === '') return { kind: 'tell', message: 'Nothing was written.' };
    return { kind: 'tell', message: await asking.export(path.trim()) };
  }
}
