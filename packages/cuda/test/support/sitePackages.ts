/** Folders as pip leaves them, with empty libraries. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NVIDIA_FOLDERS } from '../../src/find/inspectSitePackages.ts';

export interface SiteContent {
  readonly version?: string;
  readonly project?: string;
  readonly isCuda?: boolean;
  readonly nvidia?: readonly string[];
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const BUILD_INFO = {
  cuda: "build_info = collections.OrderedDict([('cuda_version', '12.5.1'), ('cudnn_version', '9'), ('is_cuda_build', True)])",
  cpu: "build_info = collections.OrderedDict([('is_cuda_build', False), ('is_rocm_build', False)])",
};

export function writeSitePackages(
  folder: string,
  { version = '2.21.0', project = 'tensorflow', isCuda = true, nvidia = NVIDIA_FOLDERS }: SiteContent = {},
): string {
  return writeFiles(folder, {
    'tensorflow/libtensorflow_cc.so.2': '',
    'tensorflow/libtensorflow_framework.so.2': '',
    'tensorflow/include/tensorflow/c/eager/c_api.h': '',
    'tensorflow/python/platform/build_info.py': isCuda ? BUILD_INFO.cuda : BUILD_INFO.cpu,
    [`${project}-${version}.dist-info/METADATA`]: `Version: ${version}\n`,
    'tensorflow_estimator-2.15.0.dist-info/METADATA': 'Version: 2.15.0\n',
    ...Object.fromEntries(nvidia.map((path) => [`${path}/libsome.so.1`, ''])),
  });
}
