/** The dashboard in a terminal: Ink draws its lines, hands on keys and sizes, and leaves the terminal as it was. */
import { Box, render, Text, useApp, useInput, useWindowSize } from 'ink';
import { createElement, memo, useEffect, useMemo, useReducer, type ReactNode } from 'react';
import type { ColorSupportLevel } from 'chalk';
import { encoder } from './ansi.ts';
import type { Context } from './context.ts';
import { keysOf } from './keys.ts';
import { Pacer } from './pacer.ts';
import { Shell } from './shell.ts';

/** Times and speeds go on where nothing is written. */
const TICK_MS = 1000;

/** Begins something. @param tell shows a message @returns ends it */
export type Beside = (tell: (message: string) => void) => () => void;

export interface AppOptions {
  readonly context: Context;
  readonly colors: ColorSupportLevel;
  /** Address of what is shown first. Default: all sweeps. */
  readonly at?: string | undefined;
  /** What goes on beside it. */
  readonly beside?: Beside | undefined;
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
}

/** Resolves when it was quit. */
export async function runApp({ context, colors, at, beside, stdin, stdout }: AppOptions): Promise<void> {
  const app = render(createElement(App, { context, colors, at, beside }), {
    alternateScreen: true,
    interactive: true, // Ink would take a terminal of CI's for none
    incrementalRendering: true,
    maxFps: 20,
    exitOnCtrlC: true,
    ...(stdin === undefined ? {} : { stdin }),
    ...(stdout === undefined ? {} : { stdout }),
  });
  // An ordinary end also ends the queries that go on; Ink's own would not.
  const stop = (): void => app.unmount();
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  await app.waitUntilExit();
}

function App({
  context,
  colors,
  at,
  beside,
}: Pick<AppOptions, 'context' | 'colors' | 'at' | 'beside'>): ReactNode {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const { exit } = useApp();
  const { columns, rows } = useWindowSize();
  const shell = useMemo(
    () => new Shell(context, { onChange: () => redraw(), onQuit: () => exit(), at }),
    [context, exit, at],
  );
  const encode = useMemo(() => encoder(colors), [colors]);

  useInput((input, key) => {
    for (const name of keysOf(input, key)) shell.press(name);
    redraw();
  });

  useEffect(() => {
    const pacer = new Pacer(context.store, () => shell.refresh(), redraw);
    const tick = setInterval(redraw, TICK_MS);
    const stopBeside = beside?.((message) => shell.tell(message));
    return () => {
      stopBeside?.();
      pacer.stop();
      clearInterval(tick);
    };
  }, [context, shell, beside]);

  // The terminal scrolls when its last line is full.
  const lines = shell.frame({ width: columns, height: Math.max(1, rows - 1) });
  return createElement(
    Box,
    { flexDirection: 'column' },
    lines.map((line, at) => createElement(Row, { key: at, text: encode(line) })),
  );
}

/** A line that has not changed costs nothing. */
const Row = memo(({ text }: { readonly text: string }) => createElement(Text, { wrap: 'truncate' }, text));
