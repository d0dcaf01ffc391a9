/** What is taken out of wheels, and that damaged ones are refused. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRecord, requireSound } from '../src/get/record.ts';
import { unpackWheel, type Unpacking } from '../src/get/unpackWheel.ts';
import { isTaken, WHEELS } from '../src/get/wheels.ts';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';
import { writeFiles } from './support/sitePackages.ts';
import { wheelOf } from './support/wheelFiles.ts';

const signal = new AbortController().signal;

const FILES = {
  'tensorflow/libtensorflow_cc.so.2': 'a library '.repeat(10_000),
  'tensorflow/include/tensorflow/c/c_api.h': '// a header',
  'tensorflow/python/keras.py': 'not wanted',
};

interface Unpacked {
  readonly folder: string;
  readonly bytes: number;
}

async function unpack(content: Buffer, options: Partial<Unpacking> = {}): Promise<Unpacked> {
  const wheel = join(temporaryFolder(), 'small.whl');
  writeFileSync(wheel, content);
  const folder = join(temporaryFolder(), 'site-packages');
  let bytes = 0;
  await unpackWheel({ wheel, folder, isTaken, signal, onBytes: (more) => (bytes += more), ...options });
  return { folder, bytes };
}

describe('of a wheel', () => {
  it('what is needed is taken, and its size is told', async () => {
    const { folder, bytes } = await unpack(wheelOf({ files: FILES }));
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => /\.[a-z\d]+$|RECORD$/.test(name)).sort()).toEqual([
      'small-1.0.dist-info/RECORD',
      'tensorflow/include/tensorflow/c/c_api.h',
      'tensorflow/libtensorflow_cc.so.2',
    ]);
    expect(readFileSync(join(folder, 'tensorflow/libtensorflow_cc.so.2'), 'utf8')).toBe(
      FILES['tensorflow/libtensorflow_cc.so.2'],
    );
    expect(bytes).toBeGreaterThan(100_000);
  });

  it.each<[string, Buffer, RegExp]>([
    [
      'has another content than its RECORD says',
      wheelOf({ files: FILES, record: ['tensorflow/libtensorflow_cc.so.2,sha256=AAAA,9'] }),
      /libtensorflow_cc\.so\.2 is not what its RECORD says$/,
    ],
    [
      'has a file that its RECORD lacks',
      wheelOf({ files: FILES, record: [] }),
      /its RECORD has no checksum of tensorflow\/libtensorflow_cc\.so\.2$/,
    ],
    ['is cut short', wheelOf({ files: FILES }).subarray(0, -30), /End of central directory/],
    ['is no archive', Buffer.from('<!doctype html>'), /End of central directory/],
    ['has no files', Buffer.from([0x50, 0x4b, 5, 6, ...new Array<number>(18).fill(0)]), /it has no RECORD$/],
  ])('one that %s is refused', async (_, content, message) => {
    const refused = unpack(content);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toThrow(/small\.whl: expected a sound wheel, found that /);
  });

  it('one whose compressed bytes are damaged is refused', async () => {
    const content = wheelOf({ files: FILES });
    content.fill(0xff, 60, 120);
    await expect(unpack(content)).rejects.toThrow();
  });

  it('the rest stays where it is once the user stops it', async () => {
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    await expect(unpack(wheelOf({ files: FILES }), { signal: stop.signal })).rejects.toThrow(/stopped|abort/);
  });

  it.each([
    ['tensorflow/libtensorflow_framework.so.2', true],
    ['tensorflow/include/tsl/platform/ctstring_internal.h', true],
    ['nvidia/cudnn/lib/libcudnn_engines_precompiled.so.9', true],
    ['nvidia/cuda_nvrtc/lib/libnvrtc-builtins.so.12.9', true],
    ['nvidia/cuda_nvrtc/lib/libnvrtc.alt.so.12', false],
    ['nvidia/cublas/lib/libnvblas.so.12', false],
    ['nvidia/cuda_runtime/lib/libcudart_static.a', false],
    ['tensorflow/python/lib_pywrap_tensorflow_common.so', false],
    ['../tensorflow/libtensorflow_cc.so.2', false],
  ])('%s is taken: %s', (path, expected) => {
    expect(isTaken(path)).toBe(expected);
  });
});

it('wheels are fixed by SHA-256 and named for their projects', () => {
  for (const { project, filename, sha256, bytes } of Object.values(WHEELS).flat()) {
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(filename.startsWith(`${project.replaceAll('-', '_')}-`)).toBe(true);
    expect(bytes).toBeGreaterThan(1e6);
  }
});

describe('RECORD', () => {
  it('is read with quoted paths and without checksums', () => {
    const records = readRecord('a/b.so,sha256=x_-Y,12\r\n"a/c,""d"".so",sha256=Z,3\na/RECORD,,\n');
    expect([...records]).toEqual([
      ['a/b.so', { sha256: 'x_-Y' }],
      ['a/c,"d".so', { sha256: 'Z' }],
      ['a/RECORD', { sha256: undefined }],
    ]);
  });

  it('tells of a file that pip installed and that has changed', async () => {
    const folder = writeFiles(temporaryFolder(), {
      'tensorflow/a.so': 'changed',
      'tensorflow/b.so': '',
      'tensorflow-2.21.0.dist-info/RECORD': `tensorflow/a.so,sha256=AAAA,7
tensorflow/b.so,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0
`,
    });
    const paths = (...names: string[]): string[] => names.map((name) => join(folder, name));
    await requireSound(folder, paths('tensorflow/b.so', 'tensorflow/none.so'), signal);
    await expect(requireSound(folder, paths('tensorflow/a.so'), signal)).rejects.toThrow(
      /a\.so: expected the file that pip installed, found another content: .*--force-reinstall$/,
    );
  });
});
