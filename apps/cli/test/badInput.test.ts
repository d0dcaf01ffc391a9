/** Bad input gets one clear message and exit status 2, and changes nothing. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import Database from 'better-sqlite3';
import { folderWithSweep, ranksweep, smallDefinition, temporaryFolder } from './support/ranksweep.ts';

/** One that has ended may wait for whoever inherited it to ask. */
function isThere(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

async function expectRefusal(folder: string, words: readonly string[], ...parts: string[]): Promise<void> {
  const before = readdirSync(folder, { recursive: true }).sort();
  const { status, stdout, stderr } = await ranksweep(folder, words);
  for (const part of parts) expect(stderr).toContain(part);
  expect(stderr).not.toMatch(/^ +at /m); // no stack trace
  expect(stdout).toBe('');
  expect(status).toBe(2);
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
}

describe('bad usage', () => {
  it.each<[string[], string]>([
    [['run', 'dynamisc'], 'did you mean dynamics?'],
    [
      ['rnu'],
      "ranksweep: expected a command, found 'rnu'; did you mean run?\n(ranksweep --help shows what there is)",
    ],
    [['dynamics'], '(ranksweep run dynamics runs a definition)'],
    [['mine.yaml'], '(ranksweep run mine.yaml runs a definition)'],
    [['run', '--plot', 'a.png'], '--plot: expected a folder, found a.png, which is named as a file'],
    [['show', 'mine.yaml'], 'npx ranksweep run mine.yaml --dry-run tells what it would run'],
    [['help', 'rnu'], "expected a command, found 'rnu'; did you mean run?"],
    [['data', 'gett'], "data: expected a command, found 'gett'; did you mean get?"],
    [
      ['run', '--sedes', '1'],
      "ranksweep: run: expected one of its options, found '--sedes'; did you mean --seeds?\n(ranksweep run --help shows what there is)",
    ],
    [['run', '--seeds'], 'run: expected a value in --seeds <list>, found none'],
    [['plot'], 'plot: expected <what...> (sweeps such as dynamics'],
    [
      ['export', 'dynamics'],
      'export: expected --format <format>, one of csv, parquet, npz, optuna, found none',
    ],
    [
      ['plot', 'dynamics', '--as', 'slise'],
      "plot: --as: expected importance, parallel, slice, contour, pareto, best or boundary, found 'slise'; did you mean slice?\n(ranksweep plot --help",
    ],
    [
      ['completion', 'basher'],
      "completion: <shell>: expected bash, zsh or fish, found 'basher'; did you mean bash?",
    ],
    [['show', 'dynamics', '--json', '--plan'], 'show: expected --json or --plan, found both'],
    [['devices', 'gpu'], "devices: expected no arguments, found 'gpu'"],
    [['backup', 'a.db', 'b.db'], "backup: expected at most 1 argument, found 'b.db', too"],
    [['run', 'dynamics', 'tensor-rank'], "found 'tensor-rank'"],
    [['run', 'init.sdt=1'], 'did you mean init.std?'],
    [['run', 'b-mff.init.std=1'], 'b-mf'],
    [['run', 'init.std=large'], 'expected a number > 0, found "large"'],
    [['run', 'init.std=-1'], 'expected a number > 0, found -1'],
    [['run', 'b-mf.model.depth=2.5'], 'b-mf.model.depth=2.5'],
    [['run', 'b-mf.task.observed=5000'], 'expected at most 4096 entries'],
    [['run', 'b-htf.model.tree=[[1,2],3]'], 'mode 4 is missing'],
    [['run', 'b-htf.model.widths=[8]'], 'widths'],
    [['run', 'record.metrics=[singular_valeu]'], 'did you mean'],
    [['run', '--preset', 'papre'], 'did you mean paper?'],
    [['run', '--engine', 'wsam'], 'did you mean wasm?'],
    [['run', '--device', 'gpu'], '--device'],
    [['run', '--lanes', 'cpu=two'], "--lanes cpu: expected a whole number from 1 to 1024, found 'two'"],
    [['run', '--lanes', 'cpu=1,2'], "lanes by device such as cpu=2,gpu:0=1, found 'cpu=1,2'"],
    [
      ['run', '--lanes', 'gpu:3=1'],
      "--lanes: expected auto, or a kind, id or name of a device, found 'gpu:3'; there is\n  cpu (",
    ],
    [['run', '--device', 'gpu', '--engine', 'wasm'], "found 'gpu'; there is\n  cpu ("],
    [
      ['run', '--launcher', 'theads'],
      "--launcher: expected threads, process or slurm, found 'theads'; did you mean threads?",
    ],
    [
      ['run', '--launcher', 'slrum'],
      "--launcher: expected threads, process or slurm, found 'slrum'; did you mean slurm?",
    ],
    [['run', '--lanes', 'two'], "expected a whole number from 1 to 1024, found 'two'"],
    [['run', '--seeds', '3..'], 'seeds'],
    [['run', '--keep-state', 'some'], '--keep-state'],
    [['run', 'missing.yaml'], 'missing.yaml: expected a file, found none'],
    [['show', 'dynamcis'], 'did you mean dynamics?'],
    [['show', 'nonsense'], 'there is no database at'],
    [['show', 'run:7'], 'found no file at'],
    [['sql', 'select 1', '--db', 'missing.db'], 'missing.db'],
  ])('%j', async (words, message) => {
    await expectRefusal(temporaryFolder(), words, message);
  });
});

describe('definition files', () => {
  it('name the line and the key of a mistake', async () => {
    const folder = temporaryFolder();
    const file = smallDefinition(folder, (text) => text.replace('observed: 20', 'observd: 20'));
    await expectRefusal(folder, ['run', file], 'small.yaml:9', 'observd', 'did you mean observed?');
  });

  it('that are not YAML name the line', async () => {
    const folder = temporaryFolder();
    const file = smallDefinition(folder, (text) => text.replace('seeds: [0, 1]', 'seeds: [0, 1'));
    await expectRefusal(folder, ['run', file], 'small.yaml:');
  });
});

describe('definitions that are programs', () => {
  it.each<[string, string, string]>([
    [
      'ends its process',
      'process.exit(0);\n',
      'mine.ts:1: expected a definition, found that it ends its process',
    ],
    ['throws', '\nthrow new Error("why");\n', 'mine.ts:2: why'],
    [
      'exports a function',
      'export default () => 1;\n',
      'mine.ts: expected a value as in JSON, found a function',
    ],
  ])('one that %s runs nothing', async (_, text, message) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'mine.ts'), text);
    await expectRefusal(folder, ['run', 'mine.ts'], `ranksweep: ${message}`);
  });

  it.skipIf(process.platform !== 'linux')('end with the command, whatever ends it', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'mine.ts'), 'console.log(process.pid);\nfor (;;);\n');
    const { stderr } = await ranksweep(folder, ['run', 'mine.ts'], (child) =>
      child.stderr!.once('data', () => child.kill('SIGKILL')),
    );
    expect(stderr).toMatch(/^\d+\n$/);
    while (isThere(Number(stderr))) await sleep(50);
  });

  it('have a time', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'mine.ts'), 'for (;;);\n');
    await expectRefusal(folder, ['run', 'mine.ts', '--definition-limit', '2'], 'within 2 s');
  });

  it('print what is no result', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'mine.ts'), 'console.log("at it");\nthrow new Error("why");\n');
    await expectRefusal(folder, ['run', 'mine.ts'], 'at it', 'mine.ts:2: why');
  });
});

describe('target files', () => {
  it('of the wrong shape', async () => {
    const folder = temporaryFolder();
    const header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }".padEnd(117) + '\n';
    const magic = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, 118, 0]);
    writeFileSync(join(folder, 'x.npy'), Buffer.concat([magic, Buffer.from(header), Buffer.alloc(32, 1)]));
    const words = ['run', smallDefinition(folder), 'task.target.file=x.npy'];
    await expectRefusal(folder, words, 'x.npy', '3');
  });
});

describe('databases', () => {
  it('that are no ranksweep database are left as they are', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'notes.db'), 'not a database at all');
    await expectRefusal(
      folder,
      ['run', smallDefinition(folder), '--db', 'notes.db'],
      'expected an SQLite database',
    );
    expect(readFileSync(join(folder, 'notes.db'), 'utf8')).toBe('not a database at all');
  });

  it("that are another program's", async () => {
    const folder = temporaryFolder();
    const other = new Database(join(folder, 'other.db'));
    other.exec('CREATE TABLE notes (text)');
    other.close();
    const bytes = readFileSync(join(folder, 'other.db'));
    await expectRefusal(folder, ['run', smallDefinition(folder), '--db', 'other.db'], 'ranksweep');
    expect(readFileSync(join(folder, 'other.db'))).toEqual(bytes);
  });

  it('of a newer version', async () => {
    const folder = temporaryFolder();
    await ranksweep(folder, ['run', smallDefinition(folder), '--db', 'newer.db', '--plot', 'figures']);
    const database = new Database(join(folder, 'newer.db'));
    database.pragma('user_version = 9999');
    database.close();
    await expectRefusal(folder, ['run', smallDefinition(folder), '--db', 'newer.db'], '9999');
  });

  it('in a folder that cannot be created', async () => {
    const folder = temporaryFolder();
    await expectRefusal(
      folder,
      ['run', smallDefinition(folder), '--db', '/proc/nowhere/x.db'],
      '/proc/nowhere',
    );
  });

  it.skipIf(process.getuid?.() === 0)(
    'in a folder that cannot be written (root may write everywhere)',
    async () => {
      const folder = temporaryFolder();
      mkdirSync(join(folder, 'locked'));
      chmodSync(join(folder, 'locked'), 0o500);
      await expectRefusal(folder, ['run', smallDefinition(folder), '--db', 'locked/x.db'], 'locked');
    },
  );

  it('that would be written by sql', async () => {
    const folder = folderWithSweep();
    await expectRefusal(folder, ['sql', 'delete from runs'], 'read');
    expect(
      (await ranksweep(folder, ['sql', 'select count(*) from runs', '--format', 'csv'])).stdout,
    ).toContain('2');
  });
});

describe('numbers that float32 cannot hold', () => {
  it('are refused for engines that compute in it, before a database is made', async () => {
    const folder = temporaryFolder();
    const words = ['run', smallDefinition(folder), 'optimizer.kind=adam', 'optimizer.epsilon=1e-60'];
    await expectRefusal(folder, words, 'tf, engine wasm: optimizer.epsilon', 'which becomes 0 there');
    await expectRefusal(folder, [...words, '--dry-run'], 'optimizer.epsilon');
    expect(existsSync(join(folder, 'results'))).toBe(false);
    const { status } = await ranksweep(folder, [...words, '--engine', 'reference', 'stop.maxIterations=3']);
    expect(status).toBe(0);
  });
});

describe('figure folders', () => {
  it('that cannot be created are refused before anything is run', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    symlinkSync('gone', join(folder, 'link'));
    const plotInto = (where: string): string[] => ['run', smallDefinition(folder), '--plot', where];
    for (const rest of ['', '/a']) {
      await expectRefusal(folder, plotInto(`file${rest}`), '--plot', 'it is a file');
      await expectRefusal(folder, plotInto(`link${rest}`), '--plot', 'it is a link to what is not there');
    }
  });
});
