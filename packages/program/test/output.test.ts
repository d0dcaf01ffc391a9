import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lines } from '../src/lane/lines.ts';
import { readLine } from '../src/lane/readLine.ts';

describe('a line of output', () => {
  it('is a snapshot if it is JSON of an object with an iteration', () => {
    expect(readLine('{"iteration": 3, "loss": 0.5, "done": true}')).toEqual({
      iteration: 3,
      values: { loss: 0.5, done: 1 },
      checkpoint: undefined,
      hasMore: false,
    });
    for (const other of [
      '',
      'iteration 3',
      '[3]',
      '{"step": 3}',
      '{"iteration": 1.5}',
      '{"iteration": -1}',
      '{"iteration": "3"}',
      '{"iteration": 3',
    ])
      expect(readLine(other)).toBeUndefined();
  });

  it('has numbers as Python writes them', () => {
    const { values } = readLine(
      '{"iteration": 0, "a": NaN, "b": -Infinity, "c": Infinity, "d": null, "NaN": 1e-320}',
    )!;
    expect(values).toEqual({ a: NaN, b: -Infinity, c: Infinity, d: NaN, NaN: 1e-320 });
    expect(readLine('{"iteration": 0, "x": NaN, "note": "NaN and Infinity"}')!.values).toEqual({ x: NaN });
  });

  it('may say that the program has saved what it goes on from', () => {
    expect(readLine('{"iteration": 9, "checkpoint": "state.pt"}')).toMatchObject({
      checkpoint: '"state.pt"',
      values: {},
    });
    expect(readLine('{"iteration": 9, "checkpoint": {"at": [1]}}')!.checkpoint).toBe('{"at":[1]}');
  });

  it('tells whether it says what is no number', () => {
    expect(readLine('{"iteration": 9, "note": "warm"}')).toMatchObject({ values: {}, hasMore: true });
  });

  it('does not lead into prototypes', () => {
    const { values } = readLine('{"iteration": 0, "__proto__": 3, "constructor": 4}')!;
    expect(Object.keys(values)).toEqual(['constructor']);
    expect(({} as Record<string, unknown>)['constructor']).toBe(Object);
  });
});

/** Everything that is received of output which comes in these blocks. */
function received(
  blocks: readonly Buffer[],
  longest?: number,
): { lines: string[]; overwritten: string[]; pieces: string } {
  const [lines, overwritten]: [string[], string[]] = [[], []];
  let pieces = '';
  const splitter = new Lines(
    {
      line: (text) => void lines.push(text),
      overwritten: (text) => void overwritten.push(text),
      piece: (text) => void (pieces += text),
    },
    longest,
  );
  for (const block of blocks) splitter.add(block);
  splitter.end();
  return { lines, overwritten, pieces };
}

describe('output', () => {
  it('has the same lines wherever it is cut, within characters too', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[^\n\r]*$/u)),
        fc.array(fc.nat(200)),
        fc.boolean(),
        (written, cuts, isEnded) => {
          const bytes = Buffer.from(`${written.join('\n')}${isEnded ? '\n' : ''}`);
          const places = [
            0,
            ...cuts.map((cut) => Math.min(cut, bytes.length)).toSorted((a, b) => a - b),
            bytes.length,
          ];
          const blocks = places.slice(1).map((to, i) => bytes.subarray(places[i], to));
          const whole = bytes.toString().split('\n');
          if (whole.at(-1) === '') whole.pop();
          expect(received(blocks).lines).toEqual(whole);
        },
      ),
    );
  });

  it.each([
    ['10 %\r20 %\r{"iteration": 1}\n', ['10 %', '20 %'], ['{"iteration": 1}']],
    ['{"iteration": 1}\r10 %\r\n', ['{"iteration": 1}'], ['10 %']],
    ['\r10 %\r20 %\n30 %', ['', '10 %'], ['20 %', '30 %']],
    ['a\r\nb\r\r\n\r\n', [], ['a', 'b', '']],
    ['a\r', [], ['a']],
  ])('%j has lines that are overwritten, wherever it is cut', (text, overwritten, lines) => {
    const bytes = Buffer.from(text);
    for (let cut = 0; cut <= bytes.length; cut++) {
      for (let next = cut; next <= bytes.length; next++) {
        const found = received([bytes.subarray(0, cut), bytes.subarray(cut, next), bytes.subarray(next)]);
        expect(found.lines).toEqual(lines);
        expect(found.overwritten.filter((part) => part !== '')).toEqual(
          overwritten.filter((part) => part !== ''),
        );
      }
    }
  });

  it('has whole lines of 10 MB that may be snapshots', () => {
    const line = `{"iteration": 1, "note": "${'x'.repeat(1e7)}", "loss": 2}`;
    const bytes = Buffer.from(`${line}\nnext\n`);
    const blocks = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, i) =>
      bytes.subarray(i * 65_536, (i + 1) * 65_536),
    );
    const { lines } = received(blocks);
    expect(lines.map(({ length }) => length)).toEqual([line.length, 4]);
    expect(readLine(lines[0]!)!.values).toEqual({ loss: 2 });
  });

  it('is passed on in pieces where it is no snapshot and does not end, and goes on after it', () => {
    const noise = 'z'.repeat(300_000);
    const { lines, pieces } = received([Buffer.from(noise), Buffer.from(`${noise}\n{"iteration": 1}\n`)]);
    expect(pieces.trimEnd()).toBe(noise + noise);
    expect(lines).toEqual(['{"iteration": 1}']);
    expect(received([Buffer.from(`{${'y'.repeat(50)}`), Buffer.from('y\nend\n')], 20)).toEqual({
      lines: ['end'],
      overwritten: [],
      pieces: `{${'y'.repeat(51)}\n`,
    });
  });
});
