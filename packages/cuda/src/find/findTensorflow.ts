/** TensorFlow in Python environments at hand. */
import { InputError } from '@ranksweep/core';
import { inspectSitePackages, type SiteTensorflow } from './inspectSitePackages.ts';
import { ask, pythons, type PythonOptions } from './python.ts';

/** Prints the folders where this Python looks for packages and that have TensorFlow's library. */
const PROGRAM = `
import os, sys
for folder in sys.path:
    if os.path.exists(os.path.join(folder, 'tensorflow', 'libtensorflow_cc.so.2')):
        print(os.path.abspath(folder))
`;

/**
 * Every TensorFlow that can be used, in the order of the Pythons that were asked. Others are left out.
 * @throws the signal's reason once it is aborted
 */
export async function findTensorflow(options: PythonOptions): Promise<SiteTensorflow[]> {
  const folders = new Set<string>();
  for (const python of pythons(options.env)) {
    const printed = (await ask(python, ['-c', PROGRAM], options)) ?? '';
    for (const line of printed.split('\n')) if (line !== '') folders.add(line);
  }
  return [...folders].flatMap((folder) => {
    try {
      return [inspectSitePackages(folder)];
    } catch (error) {
      if (error instanceof InputError) return [];
      throw error;
    }
  });
}
