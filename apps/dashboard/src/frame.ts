/** What stands around every view: tabs above; keys, questions and messages below. */
import { visibleText } from '@ranksweep/text';
import { beginning, characters, padded, textWidth } from './cellWidth.ts';
import { progressMarks, type Line, type Span } from './chart/index.ts';
import type { LineEditor } from './lineEditor.ts';
import { fitLine, textLine } from './table.ts';
import { tabNames } from './tabNames.ts';
import type { KeyHelp, Size } from './view.ts';

export function headerLine(title: string, tab: number, width: number): Line {
  const names: Span[] = tabNames.flatMap((name, t) => [
    { text: t === tab ? `[${t + 1} ${name}]` : ` ${t + 1} ${name} `, bold: t === tab, inverse: t === tab },
  ]);
  return fitLine([...names, { text: `  ${visibleText(title)}` }], width);
}

/** What keys are for just now. */
type Mode =
  | { readonly kind: 'browse' }
  | { readonly kind: 'help' }
  | { readonly kind: 'ask'; readonly question: string }
  | { readonly kind: 'prompt'; readonly editor: LineEditor };

export interface FooterOptions {
  readonly width: number;
  readonly keys: readonly KeyHelp[];
  readonly mode: Mode;
  readonly message: string;
  /** What is marked, in words. */
  readonly marked: string;
  /** What escape does, if anything. */
  readonly escape: string | undefined;
}

const escapeKeys = (escape: string | undefined): readonly KeyHelp[] =>
  escape === undefined ? [] : [{ keys: 'esc', does: escape }];

const globalKeys = (escape: string | undefined): readonly KeyHelp[] => [
  ...escapeKeys(escape),
  { keys: '?', does: 'help' },
  { keys: 'q', does: 'quit' },
];

/** Two lines: the first speaks, the second tells keys. */
export function footerLines(options: FooterOptions): Line[] {
  const { width, keys, mode, escape } = options;
  return [
    spokenLine(options),
    mode.kind === 'browse' ? keyLine(keys, globalKeys(escape), width) : modeLine(mode, width),
  ];
}

function modeLine(mode: Exclude<Mode, { kind: 'browse' }>, width: number): Line {
  if (mode.kind !== 'prompt') return keyLine([], modeKeys[mode.kind], width);
  const { choices, prompt } = mode.editor;
  if (choices !== undefined) return choiceLine(choices, width);
  const complete = prompt.complete === undefined ? [] : [{ keys: 'tab', does: 'complete' }];
  const history = prompt.history === undefined ? [] : [{ keys: '↑↓', does: 'earlier ones' }];
  return keyLine([...complete, ...history], modeKeys.prompt, width);
}

const CHOICE_GAP = 2;

/** The choices around the one that stands in the text. */
function choiceLine({ choices, at }: NonNullable<LineEditor['choices']>, width: number): Line {
  const from = firstShown(choices, Math.max(0, at), width);
  return fitLine(
    choices
      .slice(from)
      .flatMap((choice, i): Span[] => [
        { text: visibleText(choice), bold: from + i === at, inverse: from + i === at },
        { text: ' '.repeat(CHOICE_GAP) },
      ]),
    width,
  );
}

/** The first choice of the page that has a choice; pages are as many as fit side by side. */
function firstShown(choices: readonly string[], wanted: number, width: number): number {
  let from = 0;
  let used = 0;
  for (let at = 0; at <= wanted; at++) {
    used += textWidth(choices[at]!) + CHOICE_GAP;
    if (used - CHOICE_GAP <= width || at === from) continue;
    from = at;
    used = textWidth(choices[at]!) + CHOICE_GAP;
  }
  return from;
}

function spokenLine({ mode, message, marked, width }: FooterOptions): Line {
  if (mode.kind === 'ask') {
    return fitLine(
      [
        { text: `${visibleText(mode.question)} [y/N] `, bold: true },
        { text: ' ', inverse: true },
      ],
      width,
    );
  }
  if (mode.kind === 'prompt') return promptLine(mode.editor, width);
  const said = visibleText(message).replaceAll('\n', ' ');
  if (marked === '') return fitLine(textLine(said), width);
  const note = `● ${marked} marked`;
  // What was just said may need the whole line.
  if (textWidth(said) + textWidth(note) + 2 > width && said !== '') return fitLine(textLine(said), width);
  return fitLine(
    [{ text: padded(said, width - textWidth(note)) }, { text: note, color: 3, bold: true }],
    width,
  );
}

/** The part around the cursor, where the text is longer than the line. */
function promptLine({ prompt: { label }, text, cursor }: LineEditor, width: number): Line {
  const head = `${visibleText(label)}: `;
  const room = Math.max(1, width - textWidth(head) - 1);
  const before = ending(shownText(text.slice(0, cursor)), room);
  const [at = ' ', ...behind] = characters(shownText(text.slice(cursor)));
  return fitLine(
    [{ text: head, bold: true }, { text: before }, { text: at, inverse: true }, { text: behind.join('') }],
    width,
  );
}

const shownText = (text: string): string => visibleText(text).replaceAll('\n', ' ');

/** The longest end that fits. */
function ending(text: string, width: number): string {
  const backwards = characters(text).toReversed();
  const fitting = characters(beginning(backwards.join(''), width)).length;
  return backwards.slice(0, fitting).toReversed().join('');
}

/** What keys do while something else is open than the view. */
const modeKeys: Record<'help' | 'ask' | 'prompt', readonly KeyHelp[]> = {
  help: [{ keys: 'any key', does: 'close' }],
  ask: [
    { keys: 'y', does: 'yes' },
    { keys: 'any other', does: 'no' },
  ],
  prompt: [
    { keys: 'enter', does: 'accept' },
    { keys: 'esc', does: 'leave' },
    { keys: 'ctrl-u', does: 'clear' },
  ],
};

/** @param last never left out, for they always work; of the others as many as fit, in their order */
function keyLine(keys: readonly KeyHelp[], last: readonly KeyHelp[], width: number): Line {
  const room = width - lengthOf(last);
  const isShort = lengthOf(keys) > room;
  let shown = keys.length;
  while (shown > 0 && lengthOf(keys.slice(0, shown)) + (isShort ? MORE.length : 0) > room) shown--;
  return fitLine(
    [
      ...keys.slice(0, shown).flatMap(keySpans),
      ...(isShort && keys.length > 0 ? [{ text: MORE, dim: true }] : []),
      ...last.flatMap(keySpans),
    ],
    width,
  );
}

/** Stands for keys that are told by `?` alone. */
const MORE = '…  ';

const keySpans = ({ keys, does }: KeyHelp): Span[] => [
  { text: keys, bold: true },
  { text: ` ${does}  `, dim: true },
];

const lengthOf = (keys: readonly KeyHelp[]): number =>
  keys.reduce((sum, { keys: names, does }) => sum + textWidth(names) + textWidth(does) + 3, 0);

/** What lists and text that scrolls know besides the arrows. */
const movingKeys: readonly KeyHelp[] = [
  { keys: 'j k', does: 'down and up, as the arrows' },
  { keys: 'PgUp PgDn', does: 'a page up or down (ctrl-b, ctrl-f)' },
  { keys: 'g G', does: 'to the first or the last (Home, End)' },
];

/** All keys: those of the view, then those that work everywhere; side by side where they are more than the lines. */
export function helpLines(
  keys: readonly KeyHelp[],
  escape: string | undefined,
  { width, height }: Size,
): Line[] {
  const groups: readonly (readonly [string, readonly KeyHelp[]])[] = [
    ['Here', [...keys, ...escapeKeys(escape)]],
    ['Moving', movingKeys],
    [
      'Everywhere',
      [
        ...tabNames.map((name, tab) => ({ keys: String(tab + 1), does: name })),
        { keys: ':', does: 'go to an address (sweep:4, run:13)' },
        { keys: 'u', does: 'unmark all' },
        { keys: '?', does: 'this help' },
        { keys: 'q', does: 'quit (ctrl-c)' },
      ],
    ],
    ['Bars', Object.entries(progressMarks).map(([does, { character }]) => ({ keys: character, does }))],
  ];
  const lines = groups.flatMap(([title, its]) => [
    textLine(`  ${title}`, { bold: true }),
    ...its.map(({ keys: names, does }): Line => [
      { text: `    ${padded(names, HELP_KEYS_WIDTH)}`, bold: true },
      { text: does },
    ]),
  ]);
  const room = Math.max(1, height - 2);
  const columns = Math.max(1, Math.min(Math.ceil(lines.length / room), Math.floor(width / HELP_WIDTH)));
  const rows = Math.ceil(lines.length / columns);
  const shown = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (__, column) =>
      fitLine(lines[column * rows + row] ?? [], columns === 1 ? width : HELP_WIDTH),
    ).flat(),
  );
  return [...shown, textLine(''), textLine('  Any key closes this.', { dim: true })];
}

const HELP_KEYS_WIDTH = 11;
const HELP_WIDTH = 40;
