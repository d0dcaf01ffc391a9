/** What a folder of Python's packages has of TensorFlow. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '@ranksweep/core';
import { libraryPaths } from '../binding/layout.ts';
import { atLeast } from '../versions.ts';

export interface SiteTensorflow {
  /** Absolute path of the folder that has `tensorflow/`. */
  readonly sitePackages: string;
  readonly version: string;
  readonly hasCuda: boolean;
  /** Version of CUDA that it was made for. */
  readonly cuda: string | undefined;
  /** Folders of NVIDIA's libraries that it would load, and that are not beside it, such as `nvidia/cudnn/lib`. */
  readonly missing: readonly string[];
}

/** The addon compiles against what came with this version, and runs with all that came later. */
const OLDEST = '2.12';
const HEADER = 'tensorflow/include/tensorflow/c/eager/c_api.h';

/** NVIDIA's libraries that TensorFlow loads once it finds a GPU; without one of them it computes on the processor. */
export const NVIDIA_FOLDERS = [
  'cublas',
  'cuda_runtime',
  'cudnn',
  'cufft',
  'cusolver',
  'cusparse',
  'nvjitlink',
].map((name) => `nvidia/${name}/lib`);

/** @throws InputError that says what the folder lacks */
export function inspectSitePackages(folder: string): SiteTensorflow {
  const sitePackages = resolve(folder);
  if (!statSync(sitePackages, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InputError(`expected a folder of Python's packages, found no folder at ${sitePackages}`);
  }
  const version = versionOf(sitePackages);
  const lacking = [...libraryPaths(sitePackages), join(sitePackages, HEADER)].find(
    (path) => !existsSync(path),
  );
  if (version === undefined || lacking !== undefined) {
    throw new InputError(
      `expected a folder of Python's packages with TensorFlow, as pip installs it for Linux, found no ` +
        `${lacking ?? `tensorflow-*.dist-info in ${sitePackages}`}. A folder is named site-packages as a rule; ` +
        `python3 -c 'import tensorflow; print(tensorflow.__path__)' prints it with /tensorflow at its end`,
    );
  }
  if (!atLeast(version, OLDEST)) {
    throw new InputError(
      `expected TensorFlow ${OLDEST} or later, found ${version} in ${sitePackages}: update it, or let install-cuda download one`,
    );
  }
  const { hasCuda, cuda } = buildInfo(sitePackages);
  const missing = hasCuda ? NVIDIA_FOLDERS.filter((path) => !existsSync(join(sitePackages, path))) : [];
  return { sitePackages, version, hasCuda, cuda, missing };
}

/** Of `tensorflow-2.21.0.dist-info` or `tensorflow_cpu-2.21.0.dist-info`. */
function versionOf(sitePackages: string): string | undefined {
  const versions = readdirSync(sitePackages).map(
    (name) => /^tensorflow(?:_cpu)?-(\d+\.\d+[^-]*)\.dist-info$/.exec(name)?.[1],
  );
  return versions.find((version) => version !== undefined);
}

/** TensorFlow writes what it was built with as a Python dictionary. */
function buildInfo(sitePackages: string): Pick<SiteTensorflow, 'hasCuda' | 'cuda'> {
  const text = readIfThere(join(sitePackages, 'tensorflow/python/platform/build_info.py'));
  return {
    hasCuda: /'is_cuda_build'(?:,|:) True/.test(text),
    cuda: /'cuda_version'(?:,|:) '([\d.]+)'/.exec(text)?.[1],
  };
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
