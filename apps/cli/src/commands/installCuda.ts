/** `ranksweep install-cuda`: TensorFlow's native library for the tfjs engines. */
import { InputError } from '@ranksweep/core';
import {
  buildLibrariesFinding,
  cudaFolder,
  diagnose,
  findBuilds,
  findDriver,
  install,
  planInstallation,
  proofText,
  proveBuild,
  readBuild,
  removeBuilds,
  type Flavor,
  type Plan,
} from '@ranksweep/cuda';
import { formatBytes } from '@ranksweep/text';
import { confirm } from '../confirm.ts';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { interruptible } from '../interruptible.ts';
import { findingText } from '../doctor/findingText.ts';
import { phaseProgress } from '../render/phaseProgress.ts';
import { print } from '../render/print.ts';

export interface InstallCudaOptions {
  /** A folder of Python's packages. */
  readonly from?: string;
  readonly cpu?: true;
  readonly download?: true;
  readonly yes?: true;
  readonly check?: true;
  readonly remove?: true;
}

/**
 * @returns 1 where `--check` finds something to do, or there is a GPU and it is not used
 * @throws InputError, with nothing installed, for what is missing, and where it is not confirmed and nobody can be asked
 */
export async function installCuda(options: InstallCudaOptions): Promise<ExitStatus> {
  const { check, remove, from, download } = options;
  const kinds = Object.entries({
    '--check': check,
    '--remove': remove,
    '--from': from,
    '--download': download,
  });
  const given = kinds.flatMap(([name, value]) => (value === undefined ? [] : name));
  if (given.length > 1)
    throw new InputError(`install-cuda: expected one of ${given.join(', ')}, found all of them`);
  if (remove) return removeAll();
  return interruptible(async (signal) => (check ? checkAll(signal) : installOne(options, signal)), {
    message: check ? 'Stopped.' : 'Stopped. What was downloaded stays; the same command goes on from there.',
  });
}

function removeAll(): ExitStatus {
  const root = cudaFolder();
  const bytes = removeBuilds(root);
  print(bytes === undefined ? `There is nothing at ${root}.` : `Removed ${root}: ${formatBytes(bytes)}.`);
  return exitStatus.ok;
}

async function checkAll(signal: AbortSignal): Promise<ExitStatus> {
  let isOk = true;
  for await (const finding of diagnose({ signal })) {
    isOk &&= finding.isOk;
    console.log(findingText(finding));
  }
  return isOk ? exitStatus.ok : exitStatus.someFailed;
}

async function installOne(options: InstallCudaOptions, signal: AbortSignal): Promise<ExitStatus> {
  const { from, download, cpu, yes } = options;
  const flavor: Flavor = cpu ? 'cpu' : 'cuda';
  const env = process.env;
  if (from === undefined && download === undefined && (await isHere(flavor, signal))) return exitStatus.ok;
  const plan = await planInstallation({ from, download, flavor, signal });
  print(planText(plan, flavor));
  const driver = flavor === 'cuda' ? await findDriver({ env, signal }) : undefined;
  if (flavor === 'cuda' && driver === undefined) {
    print('There is no NVIDIA driver that sees a GPU here: it will compute on the processor, as --cpu does.');
  }
  if (plan.source.kind === 'download' && !yes && !(await confirm('Download and install?'))) {
    print('Nothing was installed.');
    return exitStatus.ok;
  }
  const progress = phaseProgress(process.stderr, { amount: formatBytes });
  const { folder, proof } = await install(plan, { signal, onProgress: progress.observer }).finally(
    progress.clear,
  );
  print(`TensorFlow ${proofText(proof, readBuild(folder)!)}. It is in ${folder}.`);
  if (driver === undefined || proof.device === 'gpu') return exitStatus.ok;
  console.error(
    `ranksweep: ${driver.gpus.join(', ')} is not used: \`npx ranksweep install-cuda --check\` says why`,
  );
  return exitStatus.someFailed;
}

/** Whether one is installed and works, which is said. One that does not work is installed again. */
async function isHere(flavor: Flavor, signal: AbortSignal): Promise<boolean> {
  const { env } = process;
  const here = findBuilds().find(
    ({ hasCuda, missing }) => missing.length === 0 && (hasCuda || flavor === 'cpu'),
  );
  if (here === undefined) return false;
  try {
    const libraries = here.hasCuda ? await buildLibrariesFinding(here, { env, signal }) : undefined;
    if (libraries?.isOk === false) throw new Error(libraries.text);
    const proof = await proveBuild(here.folder, { device: here.hasCuda ? 'gpu' : 'cpu', env, signal });
    print(`TensorFlow ${proofText(proof, here)}. It is in ${here.folder}: nothing was installed.`);
    return true;
  } catch (error) {
    signal.throwIfAborted();
    print(`${here.folder}: ${(error as Error).message}`);
    return false;
  }
}

function planText(
  { source, root, downloadBytes, diskBytes, lastingBytes, freeBytes }: Plan,
  flavor: Flavor,
): string {
  const room =
    `${formatBytes(diskBytes)} of disk until it is done, ${formatBytes(lastingBytes)} afterwards; ` +
    `${formatBytes(freeBytes)} are free at ${root}.`;
  if (source.kind === 'found') {
    const { version, sitePackages } = source.site;
    return `TensorFlow ${version} of ${sitePackages} is used where it is. TensorFlow.js is built for it: ${room}`;
  }
  const what = flavor === 'cuda' ? "TensorFlow with NVIDIA's libraries" : 'TensorFlow for the processor';
  return `${what}: ${formatBytes(downloadBytes)} to download, ${room}`;
}
