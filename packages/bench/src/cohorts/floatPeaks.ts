/** What vendors say that their cards reach in float32 outside of matrix units: at boost clock, a multiply-add counted as two. */

const TERAFLOPS: readonly (readonly [name: RegExp, teraflops: number])[] = [
  [/\bH200 NVL\b/, 60],
  [/\b(GH200|H200)\b/, 67],
  [/\bH100 PCIe\b/, 51],
  [/\bH100 NVL\b/, 60],
  [/\bH100\b/, 67],
  [/\bA100\b/, 19.5],
  [/\bA40\b/, 37.4],
  [/\bA30\b/, 10.3],
  [/\bA10\b/, 31.2],
  [/\bL40S\b/, 91.6],
  [/\bL40\b/, 90.5],
  [/\bL4\b/, 30.3],
  [/\bV100-SXM2\b/, 15.7],
  [/\bT4\b/, 8.1],
  [/\bRTX 6000 Ada\b/, 91.1],
  [/\bRTX A6000\b/, 38.7],
  [/\bRTX 5090\b/, 104.8],
  [/\bRTX 4090\b/, 82.6],
  [/\bRTX 4080\b/, 48.7],
  [/\bRTX 3090\b(?! Ti)/, 35.6],
  [/\bRTX 3080\b(?! Ti)/, 29.8],
  [/\bRTX 2080 Ti\b/, 13.4],
  [/\bMI300X\b/, 163.4],
  [/\bMI210\b/, 22.6],
];

/** GFLOP/s; undefined for a card that is not listed. @param device its name, as its driver says it */
export function listedPeak(device: string): number | undefined {
  const teraflops = TERAFLOPS.find(([name]) => name.test(device))?.[1];
  return teraflops === undefined ? undefined : 1000 * teraflops;
}
