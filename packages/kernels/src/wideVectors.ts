/**
 * WebAssembly's vectors have 128 bits. V8 can join neighbouring ones to 256 bits where the CPU has them (AVX2), which
 * doubles the speed of a matrix product. Its feature is experimental, hence off by default and behind a flag. No bit of a
 * result depends on it: operations on vectors are lane by lane, and the tests of the kernels run with it.
 */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

/** First V8 in which it works (Node 24). */
const FIRST_V8 = 13;

let enabled: boolean | undefined;

/** Turns it on for code compiled from now on, in all threads. @returns whether it is on */
export function enableWideVectors(): boolean {
  enabled ??= canWidenVectors();
  if (enabled) setFlagsFromString('--experimental-wasm-revectorize');
  return enabled;
}

function canWidenVectors(): boolean {
  return process.arch === 'x64' && Number.parseInt(process.versions.v8, 10) >= FIRST_V8 && hasAvx2();
}

/** Where nothing tells, as on other systems or in a container without /proc: what every x86 processor of the last ten years has. */
function hasAvx2(): boolean {
  if (process.platform !== 'linux') return true;
  try {
    return /^flags\s*:.*\bavx2\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return true;
  }
}
