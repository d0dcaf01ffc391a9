/** Queries on the whole database, and their results. */
import type { Context } from '../../context.ts';
import { Cursor } from '../../scrolling.ts';
import { done, type Key, type KeyHelp, type Outcome, type View } from '../../view.ts';
import { Asking } from './asking.ts';
import { drawSql } from './drawing.ts';
import { examples } from './examples.ts';
import { History } from './history.ts';

const keys: readonly KeyHelp[] = [
  { keys: 'enter i', does: 'write or mend a query' },
  { keys: '↑↓', does: 'rows' },
  { keys: '←→', does: 'columns' },
  { keys: 'e', does: 'export as CSV' },
  { keys: 'r', does: 'run again' },
  { keys: 'n', does: 'new' },
  { keys: 'esc', does: 'end a query' },
];

/** A result is of the time when it was asked for; `r` asks again. */
export function sqlView(context: Context): View {
  const asking = new Asking(context);
  const history = new History();
  const [rows, columns, picked] = [new Cursor(), new Cursor(), new Cursor()];
  let page = 10;

  return {
    title: () => 'SQL on the database, which is only read',
    keys,
    refresh: () => {},
    draw(size) {
      page = Math.max(1, size.height - 4);
      return drawSql({ asking, nowMs: context.now(), rows, columns, examples: picked }, size);
    },
    press: (key) => (key === 'escape' && asking.end() ? done : (move(key) ?? act(key))),
  };

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
        ? rows.press(key, preview.rows.length, page)
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
        asking.end();
        asking.text = '';
        return done;
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
    return { kind: 'prompt', label: 'SQL', initial, history: history.entries, accept: ask };
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
