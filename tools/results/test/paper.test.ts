/** The command itself, with real sweeps that it does not finish. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { query } from '@ranksweep/store';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'ranksweep-paper-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const script = fileURLToPath(new URL('../paper.ts', import.meta.url));

/** @param interrupt sends SIGINT to the command alone once a run has started */
async function paper(words: string[], interrupt = false): Promise<{ status: number | null; output: string }> {
  const child = spawn(process.execPath, [script, ...words], { cwd: folder });
  let output = '';
  const read = (chunk: Buffer): void => {
    output += chunk.toString();
    if (interrupt && output.includes('started')) {
      interrupt = false;
      child.kill('SIGINT');
    }
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, output })));
}

it('runs one definition after another, and tells how long each took', async () => {
  const { status, output } = await paper(['--dry-run']);
  expect(output).toContain('dynamics, preset paper: 15 runs');
  expect(output).toContain('tensor-rank, preset paper: 15 runs');
  expect(output).toMatch(/^dynamics +done +.+ s$/m);
  expect(output).toMatch(/^tensor-rank +done +.+ s$/m);
  expect(output).toMatch(/^total +.+ s\n$/m);
  expect(status).toBe(0);
});

it('stops cleanly when interrupted, begins no other, and leaves what can be taken up again', async () => {
  const { status, output } = await paper(['dynamics', 'tensor-rank', '--lanes', '1'], true);
  expect(status).toBe(130);
  expect(output).toContain('The same command goes on from here.');
  expect(output).toMatch(/\ndynamics +interrupted +\S+ s\ntotal/);
  expect(output).not.toContain('--- tensor-rank');
  const sweeps = query(join(folder, 'results', 'paper.db'), 'SELECT name, preset, status FROM sweeps');
  expect(sweeps.rows).toEqual([['dynamics', 'paper', 'interrupted']]);
});

it('refuses what does not exist', async () => {
  const { status, output } = await paper(['dynamcis']);
  expect(output).toContain('did you mean dynamics?');
  expect(status).toBe(2);
});
