/** Programs of the user's own as runs, from the command line on. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { ranksweep, ranksweepAfter, temporaryFolder, type Ended } from './support/ranksweep.ts';
import { disturbed } from './support/until.ts';

const DESCENT = `
import json, os, sys, time
lr, seed = float(sys.argv[1]), int(sys.argv[2])
folder, name = os.environ["RANKSWEEP_RUN_DIR"], os.environ.get("RANKSWEEP_CHECKPOINT")
i, x = json.load(open(name)) if name else (0, 1.0 + seed)
print("from", i)
while i < 40:
    print(json.dumps({"iteration": i, "loss": x * x}), flush=True)
    if i % 5 == 0:
        path = f"{folder}/state-{i}.json"
        json.dump([i + 1, x - lr * x], open(path, "w"))
        print(json.dumps({"iteration": i, "checkpoint": path}), flush=True)
    x -= lr * x
    i += 1
    time.sleep(float(os.environ.get("REST", 0)))
`;

const SWEEP = `
name: mine
description: descents
seeds: [0, 1]
parts:
  py:
    base:
      program: { command: [python3, descent.py, '{lr}', '{seed}', '{run.folder}'], loss: loss }
      parameters: { lr: 0.1 }
    axes:
      parameters.lr: [0.1, 0.5]
figure:
  caption: Losses.
  panels:
    - { title: Loss, part: py, metric: loss, yScale: log, colorBy: parameters.lr }
`;

/** A folder with a definition and its program. */
function place(definition = SWEEP): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'mine.yaml'), definition);
  writeFileSync(join(folder, 'descent.py'), DESCENT);
  return folder;
}

/** A definition whose only part has one program, a shell's line. */
const line = (script: string, program = '', rest = ''): string => `
name: mine
description: a line
parts:
  sh:
    base:
      program: { command: [sh, -c, '${script}'], ${program} }
${rest}`;

async function answer(folder: string, query: string): Promise<string> {
  return (await ranksweep(folder, ['sql', query, '--format', 'csv'])).stdout;
}

const POINTS = `select "parameters.lr" as lr, seed, metric, iteration, value from trajectory
  join run_table using (run_id) join (select id as run_id, seed from runs) using (run_id) order by 1, 2, 3, 4`;

const run = (folder: string, ...words: string[]): Promise<Ended> =>
  ranksweep(folder, ['run', 'mine.yaml', '--lanes', '2', ...words]);

/** Processes with a word in their command line. */
async function processesWith(word: string): Promise<string[]> {
  const { stdout } = await execa('ps', ['-eo', 'stat=,args=']);
  return stdout.split('\n').filter((text) => text.includes(word) && !text.startsWith('Z'));
}

describe('a sweep of programs', () => {
  it('has the points, the figure and the log of each, and is there already the next time', async () => {
    const folder = place();
    const { status, stdout } = await run(folder);
    expect(status).toBe(0);
    expect(stdout).toContain('4 done');
    expect(await answer(folder, 'select count(*) as n, min(value) as least from trajectory')).toMatch(
      /^n,least\n160,/,
    );
    expect(readdirSync(join(folder, 'results', 'figures'))).not.toEqual([]);
    const shown = await ranksweep(folder, ['show', 'run:1']);
    expect(shown.stdout).toContain('output.log there:\n');
    expect(shown.stdout).toContain('\nfrom 0\n');
    expect(shown.stdout).not.toContain(String(Number.MAX_SAFE_INTEGER)); // no limit
    expect((await run(folder)).stdout).toContain('Nothing to run');
    expect((await ranksweep(folder, ['holes', 'sweep:1'])).stdout).toContain('all 4 runs are there');
  });

  it('that was killed leaves no process, and goes on from what its programs have saved', async () => {
    const [folder, twin] = [place(), place()];
    const rest = SWEEP.replace('loss: loss }', "loss: loss, env: { REST: '0.02' } }");
    writeFileSync(join(folder, 'mine.yaml'), rest);
    writeFileSync(join(twin, 'mine.yaml'), rest);
    const words = ['run', 'mine.yaml', '--lanes', '2'];
    const saved = 'SELECT EXISTS (SELECT 1 FROM leases JOIN checkpoints USING (run_id) WHERE iteration > 5)';
    const mark = join(folder, 'results');
    let before: readonly string[] = [];
    const kill = async (child: ChildProcess): Promise<void> => {
      before = await processesWith(mark);
      child.kill('SIGKILL');
    };
    const killed = await disturbed(folder, words, (child) => void kill(child), saved);
    expect(before).not.toEqual([]);
    expect(killed.status).toBeNull();
    await expect.poll(() => processesWith(mark), { timeout: 20_000 }).toEqual([]);
    expect((await ranksweep(folder, words)).status).toBe(0);
    await ranksweep(twin, words);
    expect(await answer(folder, POINTS)).toBe(await answer(twin, POINTS));
    const logs = readdirSync(join(folder, 'results', 'ranksweep.runs')).map((name) =>
      readFileSync(join(folder, 'results', 'ranksweep.runs', name, 'output.log'), 'utf8'),
    );
    expect(logs.join('').match(/^from [1-9]/m)).not.toBeNull();
  });

  it('takes overrides, and refuses what no parameter has', async () => {
    const folder = place();
    expect((await run(folder, 'parameters.lr=0.25', '--seeds', '3')).stdout).toContain('1 done');
    const wrong = await run(folder, 'parameters.lrr=0.25');
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain('did you mean parameters.lr?');
    writeFileSync(join(folder, 'mine.yaml'), SWEEP.replace("'{lr}'", "'{lrr}'"));
    const unused = await run(folder);
    expect(unused.status).toBe(2);
    expect(unused.stderr).toContain('found {lrr}; did you mean {lr}?');
  });

  it('has a run that fails tried again, and says how it has failed', async () => {
    const folder = place(line('echo "out of luck" >&2; exit 3'));
    const { status, stderr, stdout } = await run(folder);
    expect(status).toBe(1);
    expect(stderr).toContain('again    sh seed 0  its program ended with exit code 3');
    expect(`${stdout}${stderr}`).toContain('out of luck');
    expect(await answer(folder, 'select status, attempts from runs')).toBe('status,attempts\nfailed,2\n');
    writeFileSync(join(folder, 'fixed'), '');
    const retried = await ranksweep(folder, ['retry', 'sweep:1']);
    expect(retried.status).toBe(1);
    expect(await answer(folder, 'select attempts from runs')).toBe('attempts\n4\n');
  });

  it('has a run done whose log is lost, and warns of that', async () => {
    const script = 'rm -r "$RANKSWEEP_RUN_DIR"; echo "{{\\"iteration\\": 1, \\"x\\": 2}}"; sleep 1; echo end';
    const { status, stderr } = await run(place(line(script)));
    expect(stderr).toMatch(
      /^warning  sh seed 0  some of what it prints is lost, but none of its points: .*output\.log cannot be written \(/m,
    );
    expect(stderr.match(/^warning/gm)).toHaveLength(1);
    expect([status, /again|died/.test(stderr)]).toEqual([0, false]);
  });

  it('replaces the points of a program that has saved nothing', async () => {
    const script =
      'n=$(cat n 2>/dev/null || echo 0); echo $((n+1)) > n; echo "{{\\"iteration\\": $n, \\"x\\": $n}}"; [ $n -gt 0 ]';
    const folder = place(line(script.replaceAll("'", "''")));
    expect((await run(folder)).status).toBe(0);
    expect(await answer(folder, 'select iteration, value from trajectory')).toBe('iteration,value\n1,1.0\n');
  });

  it('goes on with more iterations where its programs can', async () => {
    const script =
      'i=$(cat $RANKSWEEP_RUN_DIR/at 2>/dev/null || echo 0); while [ $i -le $RANKSWEEP_MAX_ITERATIONS ]; do echo "{{\\"iteration\\": $i, \\"x\\": 1}}"; echo $i > $RANKSWEEP_RUN_DIR/at; i=$((i+1)); done; echo "{{\\"iteration\\": $((i-1)), \\"checkpoint\\": true}}"';
    const folder = place(line(script, '', '      stop: { maxIterations: 3 }\n'));
    await run(folder);
    expect(await answer(folder, 'select iterations, stop_reason from runs')).toBe(
      'iterations,stop_reason\n3,iteration-limit\n',
    );
    const { status } = await ranksweep(folder, ['extend', 'sweep:1', '--max-iterations', '6']);
    expect(status).toBe(0);
    expect(await answer(folder, 'select iterations, attempts from runs')).toBe('iterations,attempts\n6,2\n');
    expect(await answer(folder, 'select count(*) as n from trajectory')).toBe('n\n7\n');
  });

  it('finds ranksweep.py, after what is its own, and loses its folders with its runs', async () => {
    const script = 'import ranksweep, mine; ranksweep.report(0, x=mine.X)';
    const folder = place(line('').replace("[sh, -c, '']", `[python3, -c, '${script}']`));
    mkdirSync(join(folder, 'own'));
    writeFileSync(join(folder, 'own', 'mine.py'), 'X = 5\n');
    const words = ['run', 'mine.yaml', '--lanes', '1'];
    const { status } = await ranksweepAfter('PYTHONPATH=own', folder, words);
    expect(status).toBe(0);
    expect(await answer(folder, 'select metric, value from trajectory')).toBe('metric,value\nx,5.0\n');
    const runs = join(folder, 'results', 'ranksweep.runs');
    expect(readdirSync(runs)).toHaveLength(1);
    writeFileSync(join(runs, 'of-someone-else'), '');
    const deleted = await ranksweep(folder, ['delete', 'sweep:1', '--yes']);
    expect(deleted.stdout).toContain(', and the folder of 1 run.');
    expect(readdirSync(runs)).toEqual(['of-someone-else']);
  });

  it('pins the files that fix its results', async () => {
    const folder = place(SWEEP.replace('loss: loss }', 'loss: loss, files: [descent.py] }'));
    await run(folder, 'parameters.lr=0.5', '--seeds', '0');
    expect((await run(folder, 'parameters.lr=0.5', '--seeds', '0')).stdout).toContain('Nothing to run');
    writeFileSync(join(folder, 'descent.py'), `${DESCENT}\n# changed\n`);
    const fill = await ranksweep(folder, ['fill', 'sweep:1']);
    expect(fill.status).toBe(2);
    expect(fill.stderr).toContain('expected the file that the sweep began with');
    expect((await run(folder, 'parameters.lr=0.5', '--seeds', '0')).stdout).toContain('1 done');
  });
});

/** A folder whose programs take a GPU each, and note where they are; with an nvidia-smi of its own. */
function placeWithGpus(gpus: number): { folder: string; env: NodeJS.ProcessEnv } {
  const script = `
    gpu=$CUDA_VISIBLE_DEVICES
    mkdir "busy/$gpu" || echo clash >> trouble
    touch "seen/$gpu"
    until [ "$(ls seen | wc -l)" -ge 2 ]; do sleep 0.02; done
    sleep 0.1
    rmdir "busy/$gpu"`;
  const folder = place(`
name: mine
description: on GPUs
seeds: [0, 1, 2, 3, 4, 5]
parts:
  gpu:
    base:
      program: { command: [./take.sh, '{seed}'], resources: { gpus: ${gpus} } }
`);
  writeFileSync(join(folder, 'take.sh'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  for (const name of ['busy', 'seen', 'bin']) mkdirSync(join(folder, name));
  const smi = join(folder, 'bin', 'nvidia-smi');
  const gpu = (index: number): string =>
    `echo '${index}, GPU-${index}, 00000000:4${index}:00.0, 550.54.15, 81559, 0, 0, 33, 100, NVIDIA H100'`;
  writeFileSync(smi, `#!/bin/sh\n${gpu(0)}\n${gpu(1)}\n`);
  chmodSync(smi, 0o755);
  return {
    folder,
    env: { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}` },
  };
}

describe('programs on GPUs', () => {
  const bin = new URL('../bin/ranksweep.js', import.meta.url).pathname;
  const runOn = (folder: string, env: NodeJS.ProcessEnv, ...words: string[]) =>
    execa(process.execPath, [bin, 'run', 'mine.yaml', ...words], { cwd: folder, env, reject: false });

  it('have one each to themselves, and both at once', async () => {
    const { folder, env } = placeWithGpus(1);
    const { exitCode } = await runOn(folder, env);
    expect(exitCode).toBe(0);
    expect(readdirSync(join(folder, 'seen')).toSorted()).toEqual(['GPU-0', 'GPU-1']);
    expect(existsSync(join(folder, 'trouble'))).toBe(false);
    expect(await answer(folder, 'select distinct device from attempts order by 1')).toBe(
      'device\ngpu:0 NVIDIA H100\ngpu:1 NVIDIA H100\n',
    );
  });

  it('that need more than there are are refused before anything begins', async () => {
    const { folder, env } = placeWithGpus(3);
    const { exitCode, stderr } = await runOn(folder, env);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'gpu: expected 3 GPUs, as program.resources.gpus says, found gpu:0 (NVIDIA H100), gpu:1',
    );
    expect(stderr).toContain('gpu.program.resources.gpus=2 runs it with what is here');
    expect(existsSync(join(folder, 'results', 'ranksweep.db'))).toBe(false);
  });
});
