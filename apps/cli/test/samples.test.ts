/** Runs on images, in batches: commands that count in epochs, and images that change or go away after a sweep has begun. */
import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { ranksweep, ranksweepProcess, temporaryFolder, type Ended } from './support/ranksweep.ts';

const DIGITS = fileURLToPath(new URL('../../../packages/data/src/digits', import.meta.url));

/** 100 images in batches of 40: an epoch has 3 iterations. */
const DEFINITION = `
name: images
seeds: [0]
parts:
  images:
    base:
      model: { kind: cp, components: 3 }
      task: { kind: samples, data: { folder: ./pictures }, label: 6, train: 100, test: 50 }
      init: { mean: 1, std: 0.001 }
      optimizer: { kind: adam, learningRate: 0.001 }
      batch: { size: 40 }
      stop: { maxEpochs: 4, lossBelow: 0 }
      record: { everyEpochs: 1 }
`;

/** A folder with a definition, and the images that it names beside it, in another folder than the current one. */
function folderWithImages(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'there'));
  writeFileSync(join(folder, 'there/images.yaml'), DEFINITION);
  cpSync(DIGITS, join(folder, 'there/pictures'), { recursive: true });
  return folder;
}

async function succeed(folder: string, ...words: string[]): Promise<string> {
  const { status, stdout, stderr } = await ranksweep(folder, words);
  expect(status, stderr).toBe(0);
  return stdout;
}

const FIGURE = `
figure:
  caption: Errors.
  panels:
    - { title: Norms, part: images, metric: component_norm, theory: predicted_component_norm }
    - kind: final
      title: Errors
      lines:
        - { part: images, x: 1, value: { kind: final, metric: train_mse }, dash: train }
        - { part: images, x: 1, value: { kind: final, metric: test_mse }, dash: test }
`;

it('says of a figure what it leaves out before anything is computed, and draws the rest', async () => {
  const folder = folderWithImages();
  writeFileSync(join(folder, 'there/images.yaml'), DEFINITION + FIGURE);
  const words = ['run', 'there/images.yaml', 'task.test=0', 'record.theory=true'];
  const leftOut = [
    'The figure leaves out component_norm, which no run of images records.',
    'The figure leaves out test_mse, which no run of images records.',
    'images: record.theory adds nothing, since steps on batches do not follow the gradient of the whole objective.',
  ];
  expect(await succeed(folder, ...words, '--dry-run')).toContain(`\n${leftOut.join('\n')}\n`);
  const stdout = await succeed(folder, ...words);
  expect(stdout).toContain(`${leftOut.join('\n')}\n`);
  expect(stdout).toContain('1 done');
  const [, svg] = /Figure: +(\S+\.svg)/.exec(stdout)!;
  const text = readFileSync(join(folder, svg!), 'utf8');
  expect(text).toContain('no run records component norm');
  expect(text).toContain('Left out: test mse, which no run records.');
  const whole = await succeed(folder, 'run', 'there/images.yaml', '--dry-run');
  expect(whole).not.toContain('test_mse');
});

const iterations = (folder: string): Promise<string> =>
  succeed(folder, 'sql', 'select iterations from runs', '--format', 'csv');

it('counts in epochs, from the definition to what is computed again', async () => {
  const folder = folderWithImages();
  const definition = 'there/images.yaml';
  expect(await succeed(folder, 'run', definition, '--dry-run')).toMatch(/^images +0 +12\s*$/m);
  const ended = await succeed(folder, 'run', definition);
  expect(ended).toMatch(/^run +part +seed +status +ended by +iterations +test mse$/m);
  const [, query] = /ranksweep sql "(.*)"/.exec(ended)!;
  expect(await succeed(folder, 'sql', query!)).toMatch(/^ +1 +test_accuracy +0\.\d+$/m);
  expect(await iterations(folder)).toBe('iterations\n12\n');
  expect(await succeed(folder, 'run', definition, 'stop.maxEpochs=6')).toContain('1 done');
  expect(await succeed(folder, 'show', 'sweep:1')).toContain('(stop.maxIterations 12): shown up to there');
  expect(await succeed(folder, 'extend', 'sweep:1', '--max-epochs', '7')).toContain('1 done');
  expect(await iterations(folder)).toBe('iterations\n21\n');
  expect(await succeed(folder, 'extend', 'sweep:1', '--max-epochs', '5')).toContain(
    'Nothing to extend: no run of sweep:1 (images) would go on to 5 epochs; it has 1 that got so far.',
  );
  const refused = (...words: string[]): Promise<Ended> => ranksweep(folder, ['extend', 'sweep:1', ...words]);
  for (const [words, message] of [
    [[], 'extend: expected one of --max-iterations, --max-epochs and --trials, found none'],
    [['--max-epochs', '9', '--max-iterations', '99'], '--max-epochs and --trials, found two'],
    [['--max-epochs', '4'], 'expected more than the 4 epochs that sweep:1 (images) has, found 4'],
  ] as const) {
    const { status, stderr } = await refused(...words);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  }
  expect(await succeed(folder, 'verify', 'images')).toContain('1 run is the same');
});

it('says what is wrong when images have gone or changed, and goes on when they are back', async () => {
  const folder = folderWithImages();
  const pictures = join(folder, 'there/pictures');
  await succeed(folder, 'run', 'there/images.yaml');
  renameSync(pictures, `${pictures}-moved`);
  const commands = [
    ['run', 'there/images.yaml'],
    ['retry', 'images'],
    ['export', 'run:1', '--format', 'npz'],
  ];
  for (const words of commands) {
    // A process that has read images does not read them again.
    const { status, stdout, stderr } = await ranksweepProcess(folder, words);
    expect(stderr).toContain(`${pictures}: `);
    expect(stderr).not.toContain('    at ');
    expect(stdout).toBe('');
    expect(status).toBe(2);
  }
  const gone = await ranksweepProcess(folder, ['verify', 'images']);
  expect(gone.stdout + gone.stderr).toContain(`${pictures}: `);
  expect(gone.status).toBe(1);

  cpSync(`${pictures}-moved`, pictures, { recursive: true });
  const labels = join(pictures, 'train-labels-idx1-ubyte.gz');
  const changed = gunzipSync(readFileSync(labels));
  changed[changed.length - 1] = (changed.at(-1)! + 1) % 10;
  writeFileSync(labels, gzipSync(changed));
  for (const words of commands.slice(-2)) {
    const { status, stderr } = await ranksweepProcess(folder, words);
    expect(stderr).toMatch(/expected images whose sha256 is \w+, found \w+: the files have changed/);
    expect(status).toBe(2);
  }
  cpSync(`${pictures}-moved`, pictures, { recursive: true });
  await succeed(folder, 'extend', 'images', '--max-epochs', '5');
  expect(await iterations(folder)).toBe('iterations\n15\n');
});
