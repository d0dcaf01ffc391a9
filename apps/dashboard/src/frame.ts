/** What stands around every view: tabs above; keys, questions and messages below. */
import { visibleText } from '@ranksweep/text';
import type { Line, Span } from './chart/index.ts';
import type { LineEditor } from './lineEditor.ts';
import { fitLine, textLine } from './table.ts';
import { tabNames } from './tabNames.ts';
import type { KeyHelp, Size, View } from './view.ts';

export function headerLine(title: string, tab: number, width: number): Line {
  const names: Span[] = tabNames.flatMap((name, t) => [
    { text: t === tab ? `[${t + 1} ${name}]` : ` ${t + 1} ${name} `, bold: t === tab, inverse: t === tab },
  ]);
  return fitLine([...names, { text: `  ${visibleText(title)}` }], width);
}

export interface FooterOptions {
  readonly width: number;
  readonly keys: readonly KeyHelp[];
  readonly mode:
    | { readonly kind: 'browse' | 'help' }
    | { readonly kind: 'ask'; readonly question: string }
    | { readonly kind: 'prompt'; readonly editor: LineEditor };
  readonly message: string;
}

const globalKeys: readonly KeyHelp[] = [
  { keys: 'esc', does: 'back' },
  { keys: '?', does: 'keys' },
  { keys: 'q', does: 'quit' },
];

/** Two lines: the first speaks, the second tells keys. */
export function footerLines({ width, keys, mode, message }: FooterOptions): Line[] {
  return [
    spokenLine(mode, message, width),
    keyLine(mode.kind === 'browse' ? [...keys, ...globalKeys] : modeKeys[mode.kind], width),
  ];
}

function spokenLine(mode: FooterOptions['mode'], message: string, width: number): Line {
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
  return fitLine(textLine(visibleText(message).replaceAll('\n', ' ')), width);
}

/** The part around the cursor, where the text is longer than the line. */
function promptLine({ prompt: { label }, text, cursor }: LineEditor, width: number): Line {
  const head = `${label}: `;
  const room = Math.max(1, width - head.length - 1);
  const from = Math.max(0, cursor - room);
  const shown = visibleText(text.slice(from, from + room + 1)).replaceAll('\n', ' ');
  const at = cursor - from;
  return fitLine(
    [
      { text: head, bold: true },
      { text: shown.slice(0, at) },
      { text: shown[at] ?? ' ', inverse: true },
      { text: shown.slice(at + 1) },
    ],
    width,
  );
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
    { keys: '↑↓', does: 'history' },
    { keys: 'ctrl-u', does: 'clear' },
  ],
};

function keyLine(keys: readonly KeyHelp[], width: number): Line {
  const spans: Span[] = [];
  let used = 0;
  // What always works stands last, and is never cut off.
  const reserved = lengthOf(keys.filter((help) => globalKeys.includes(help)));
  for (const help of keys) {
    const length = lengthOf([help]);
    const isGlobal = globalKeys.includes(help);
    if (!isGlobal && used + length + reserved > width) continue;
    spans.push({ text: help.keys, bold: true }, { text: ` ${help.does}  `, dim: true });
    used += length;
  }
  return fitLine(spans, width);
}

const lengthOf = (keys: readonly KeyHelp[]): number =>
  keys.reduce((sum, { keys: names, does }) => sum + names.length + does.length + 3, 0);

/** All keys, one a line. */
export function helpLines(view: View, { width }: Size): Line[] {
  const all: KeyHelp[] = [
    ...view.keys,
    { keys: `1-${tabNames.length}`, does: tabNames.join(', ') },
    { keys: ':', does: 'go to a sweep or run by its address, such as sweep:4 or run:13' },
    ...globalKeys,
  ];
  return [
    textLine(''),
    ...all.map(({ keys, does }) =>
      fitLine([{ text: `  ${keys.padEnd(12)}`, bold: true }, { text: does }], width),
    ),
    textLine(''),
    textLine('  Any key closes this.', { dim: true }),
  ];
}
