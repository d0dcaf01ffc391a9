/** Whether TensorFlow's native library is there and works, and what to do where not: lines of `ranksweep doctor`. */
import { InputError } from '@ranksweep/core';
import { missing, ok, todo, type Finding } from '@ranksweep/text/finding';
import { findCompiler } from '../build/compiler.ts';
import { findBuilds, type FoundBuild } from '../binding/findNativeBinding.ts';
import { sitePackagesOf } from '../binding/manifest.ts';
import { cudaFolder, type Environment } from '../binding/place.ts';
import { proveBuild, type Proof } from '../prove/proveBuild.ts';
import { driverFinding, findDriver, type Driver } from './driver.ts';
import { librariesFinding } from './libraries.ts';

export interface DiagnoseOptions {
  readonly signal: AbortSignal;
  readonly env?: Environment;
}

const WHAT = 'TensorFlow';
const AGAIN = '`npx ranksweep install-cuda` builds it again';

/**
 * One line where nothing is installed, since nothing else needs it.
 * @throws the signal's reason once it is aborted
 */
export async function* diagnose(options: DiagnoseOptions): AsyncGenerator<Finding> {
  const { env = process.env, signal } = options;
  const root = cudaFolder(env);
  const [build] = findBuilds(root);
  const driver = await findDriver({ env, signal });
  if (build === undefined) {
    const gpus = driver === undefined ? '' : ` on ${driver.gpus.join(', ')}`;
    yield missing(
      WHAT,
      `not installed, and only the tfjs engines want it; \`npx ranksweep install-cuda\` gets it${gpus}`,
    );
    return;
  }
  if (build.hasCuda) yield driverFinding(driver);
  if (build.missing.length > 0) {
    yield todo(WHAT, `built in ${build.folder}, but ${build.missing.join(', ')} is gone: ${AGAIN}`);
    yield await compilerFinding({ env, signal });
    return;
  }
  if (build.hasCuda) yield await buildLibrariesFinding(build, { env, signal });
  yield await proofFinding(build, driver, { env, signal });
}

/** Whether NVIDIA's libraries of a build with CUDA can be opened. */
export const buildLibrariesFinding = (
  build: FoundBuild,
  options: Required<DiagnoseOptions>,
): Promise<Finding> =>
  librariesFinding(sitePackagesOf(build.folder, build.manifest), remedyOf(build), options);

const remedyOf = ({ manifest: { sitePackages, tensorflow } }: FoundBuild): string =>
  sitePackages.startsWith('/')
    ? `pip install "tensorflow[and-cuda]==${tensorflow}" where TensorFlow is, in ${sitePackages}`
    : AGAIN;

async function proofFinding(
  build: FoundBuild,
  driver: Driver | undefined,
  options: Required<DiagnoseOptions>,
): Promise<Finding> {
  const device = build.hasCuda ? 'gpu' : 'cpu';
  try {
    const proof = await proveBuild(build.folder, { ...options, device });
    const text = proofText(proof, build);
    if (!build.hasCuda || proof.device === 'gpu') return ok(WHAT, text);
    const said = proof.complaints.length === 0 ? '' : ` TensorFlow says: ${proof.complaints.join('; ')}.`;
    // The line of the driver says what to do where there is none.
    return driver === undefined
      ? ok(WHAT, text)
      : todo(
          WHAT,
          `${text}, though there is ${driver.gpus.join(', ')}.${said} CUDA_VISIBLE_DEVICES may hide it`,
        );
  } catch (error) {
    options.signal.throwIfAborted();
    return todo(WHAT, `${(error as Error).message}: ${AGAIN}`);
  }
}

/** One line of what a build has shown. */
export function proofText(
  { tensorflow, device, gpu }: Proof,
  { hasCuda, manifest: { cuda } }: Pick<FoundBuild, 'hasCuda' | 'manifest'>,
): string {
  const made = hasCuda ? `with CUDA ${cuda ?? ''}`.trimEnd() : 'without CUDA';
  const where = device === 'gpu' ? `on ${gpu ?? 'a GPU'}` : 'on the processor';
  return `${tensorflow} ${made}, computes ${where}, in worker threads too`;
}

async function compilerFinding(options: Required<DiagnoseOptions>): Promise<Finding> {
  try {
    return ok('compiler', (await findCompiler(options)).version);
  } catch (error) {
    if (error instanceof InputError) return todo('compiler', error.message);
    throw error;
  }
}
