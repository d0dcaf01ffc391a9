/** The dashboard without its terminal: which view is shown, what a key does, and the whole screen as text. */
import type { Line } from './chart/index.ts';
import type { Context } from './context.ts';
import { footerLines, headerLine, helpLines } from './frame.ts';
import { LineEditor, type EditStep } from './lineEditor.ts';
import { fitLines } from './table.ts';
import { noFocus, type Focus } from './focus.ts';
import { askWhere, goTo } from './goTo.ts';
import { tabNumber } from './tabNames.ts';
import { openTab } from './tabs.ts';
import type { Escape, Key, Outcome, Size, View } from './view.ts';

type Mode =
  | { readonly kind: 'browse' }
  | { readonly kind: 'help' }
  | { readonly kind: 'ask'; readonly question: string; readonly act: () => string | Promise<string> }
  | { readonly kind: 'prompt'; readonly editor: LineEditor };

/** A view, and the tab that it belongs to. */
interface Shown {
  readonly view: View;
  readonly tab: number;
}

export interface ShellOptions {
  /** Called when something has changed that no key has caused. */
  readonly onChange?: () => void;
  readonly onQuit?: () => void;
  /** Address of what is shown first. Default: all sweeps. */
  readonly at?: string | undefined;
}

export class Shell {
  readonly #context: Context;
  readonly #focus: Focus = noFocus();
  readonly #options: ShellOptions;
  /** Views by their tabs, and the sweep or run that they are of. */
  readonly #kept = new Map<number, { readonly of: number | undefined; readonly view: View }>();
  /** Addresses that were gone to, the latest last. */
  readonly #goneTo: string[] = [];
  #stack: Shown[];
  #mode: Mode = { kind: 'browse' };
  #message = '';
  #failure = '';

  constructor(context: Context, options: ShellOptions = {}) {
    this.#context = { ...context, tell: (message) => this.tell(message) };
    this.#options = options;
    this.#stack = [{ view: openTab[0]!(this.#context, this.#focus) as View, tab: 0 }];
    this.refresh();
    const { at } = options;
    if (at !== undefined) this.#act(() => goTo(this.#context, this.#focus, at));
  }

  /** Shows a message, whenever it comes. */
  tell(message: string): void {
    this.#message = message;
    this.#options.onChange?.();
  }

  get #shown(): Shown {
    return this.#stack.at(-1)!;
  }

  /** Looks at the database anew; what goes wrong is shown where messages are. */
  refresh(): void {
    try {
      this.#shown.view.refresh();
      this.#failure = '';
    } catch (error) {
      this.#failure = (error as Error).message;
    }
  }

  /** Exactly the size asked for. */
  frame(size: Size): readonly Line[] {
    const { view, tab } = this.#shown;
    const bodyHeight = Math.max(0, size.height - 3);
    const lines =
      this.#mode.kind === 'help'
        ? helpLines(view.keys, this.#escape()?.does, { width: size.width, height: bodyHeight })
        : this.#body({ width: size.width, height: bodyHeight });
    const footer = footerLines({
      width: size.width,
      keys: view.keys,
      mode: this.#mode,
      message: this.#failure || this.#message,
      marked: this.#focus.marks.inWords(),
      escape: this.#escape()?.does,
    });
    const title = this.#failure === '' ? view.title() : '';
    return fitLines(
      [headerLine(title, tab, size.width), ...fitLines(lines, { ...size, height: bodyHeight }), ...footer],
      size,
    );
  }

  #body(size: Size): readonly Line[] {
    try {
      return fitLines(this.#shown.view.draw(size), size);
    } catch (error) {
      this.#failure = (error as Error).message;
      return fitLines([], size);
    }
  }

  press(key: Key): void {
    switch (this.#mode.kind) {
      case 'help':
        this.#mode = { kind: 'browse' };
        return;
      case 'ask': {
        const { act } = this.#mode;
        this.#mode = { kind: 'browse' };
        this.#message = 'Nothing was done.';
        if (key === 'y' || key === 'Y') this.#act(act);
        return;
      }
      case 'prompt':
        return this.#edit(this.#mode.editor, key);
      case 'browse':
        return this.#browse(key);
    }
  }

  #browse(key: Key): void {
    this.#message = '';
    try {
      const own = this.#shown.view.press(key);
      if (own !== undefined) return this.#take(own);
    } catch (error) {
      this.#message = (error as Error).message;
      return;
    }
    if (key === 'q') return this.#options.onQuit?.();
    if (key === '?') this.#mode = { kind: 'help' };
    else if (key === ':') this.#take(askWhere(this.#context, this.#focus, this.#goneTo));
    else if (key === 'escape') this.#escape()?.act();
    else if (key === 'u') this.#unmark();
    else if (/^[1-9]$/.test(key)) this.#openTab(Number(key) - 1);
  }

  #edit(editor: LineEditor, key: Key): void {
    const step = this.#pressed(editor, key);
    if (step.kind === 'editing') return;
    this.#mode = { kind: 'browse' };
    if (step.kind === 'accepted') this.#act(() => editor.prompt.accept(step.text));
  }

  /** What an editor changes while one types may go wrong: then it is told, and one types on. */
  #pressed(editor: LineEditor, key: Key): EditStep {
    try {
      return editor.press(key);
    } catch (error) {
      this.#message = (error as Error).message;
      return { kind: 'editing' };
    }
  }

  /** What takes its time is told of when it has ended. */
  #act(act: () => string | Outcome | Promise<string | Outcome>): void {
    const finish = (result: string | Outcome): void =>
      this.#take(typeof result === 'string' ? { kind: 'tell', message: result } : result);
    const fail = (error: unknown): void => void (this.#message = (error as Error).message);
    try {
      const result = act();
      if (!(result instanceof Promise)) return finish(result);
      this.#message = 'Working ...';
      void result
        .then(finish, fail)
        .then(() => this.refresh())
        .then(() => this.#options.onChange?.());
    } catch (error) {
      fail(error);
    }
    this.refresh();
  }

  #take(outcome: Outcome): void {
    switch (outcome.kind) {
      case 'done':
        return;
      case 'tell':
        this.#message = outcome.message;
        return;
      case 'ask':
        this.#mode = outcome;
        return;
      case 'prompt':
        this.#mode = { kind: 'prompt', editor: new LineEditor(outcome) };
        return;
      case 'open':
        this.#show(outcome.view ?? this.#viewOf(outcome.tab), outcome.tab);
    }
  }

  #show(view: View | string, tab: number): void {
    if (typeof view === 'string') return void (this.#message = view);
    this.#stack.push({ view, tab });
    this.refresh();
  }

  /** A filter or the like is taken away first, then the way leads back, and at its end marks are cleared. */
  #escape(): Escape | undefined {
    const own = this.#shown.view.escape?.();
    if (own !== undefined) return own;
    if (this.#stack.length > 1) return { does: 'back', act: () => this.#back() };
    return this.#focus.marks.count > 0 ? { does: 'unmark all', act: () => this.#unmark() } : undefined;
  }

  #unmark(): void {
    const marked = this.#focus.marks.inWords();
    this.#focus.marks.clear();
    this.#message = marked === '' ? 'Nothing is marked.' : `No longer marked: ${marked}.`;
    this.refresh();
  }

  #back(): void {
    this.#stack.pop();
    this.refresh();
  }

  #openTab(tab: number): void {
    if (openTab[tab] === undefined || this.#shown.tab === tab) return;
    // The way back leads to the sweeps, not through every tab that was looked at.
    const below = this.#stack.findIndex((shown) => shown.tab === tab);
    if (below >= 0) this.#stack.length = below + 1;
    else {
      const view = this.#viewOf(tab);
      if (typeof view === 'string') return void (this.#message = view);
      this.#stack.length = 1;
      this.#stack.push({ view, tab });
    }
    this.refresh();
  }

  /** A tab's view is kept as it was left, as long as it is of what is selected. */
  #viewOf(tab: number): View | string {
    const { sweepId, runId } = this.#focus;
    const of =
      tab === tabNumber.run ? runId : tab === tabNumber.runs || tab === tabNumber.cells ? sweepId : 0;
    const kept = this.#kept.get(tab);
    if (kept !== undefined && kept.of === of) return kept.view;
    const view = openTab[tab]!(this.#context, this.#focus);
    if (typeof view !== 'string') this.#kept.set(tab, { of, view });
    return view;
  }
}
