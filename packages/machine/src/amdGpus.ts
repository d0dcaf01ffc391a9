/** AMD's GPUs as AMD's own program, rocm-smi, lists them. */
// Not execa, whose hundred files every command would load.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface AmdGpu {
  /** Its place in the list, which HIP_VISIBLE_DEVICES takes. */
  readonly index: number;
  readonly name: string;
  /** Undefined where the card does not tell. */
  readonly memoryBytes: number | undefined;
}

/** The program hangs where the driver does. */
const LIMIT_MS = 30_000;

/**
 * @param env of the program. Default: this process's
 * @returns none where there is no such program, or it fails
 */
export async function amdGpus(env: NodeJS.ProcessEnv = process.env): Promise<AmdGpu[]> {
  const words = ['--showproductname', '--showmeminfo', 'vram', '--json'];
  try {
    const { stdout } = await promisify(execFile)('rocm-smi', words, { env, timeout: LIMIT_MS });
    return cardsIn(stdout);
  } catch {
    return [];
  }
}

/**
 * The GPUs that HIP lets a process use.
 * @param visible HIP_VISIBLE_DEVICES
 */
export function visibleToHip(
  gpus: readonly AmdGpu[],
  visible = process.env['HIP_VISIBLE_DEVICES'],
): AmdGpu[] {
  const words = visible?.split(',').map((word) => word.trim());
  return gpus.filter(({ index }) => words === undefined || words.includes(String(index)));
}

/** A group of keys for each card, `card0` and so on. Older versions write keys in other cases. */
function cardsIn(json: string): AmdGpu[] {
  let cards: unknown;
  try {
    cards = JSON.parse(json);
  } catch {
    return [];
  }
  return Object.entries(Object(cards) as Record<string, unknown>).flatMap(([card, facts]) => {
    const index = /^card(\d+)$/.exec(card)?.[1];
    if (index === undefined) return [];
    const known = new Map(
      Object.entries(Object(facts) as Record<string, string>).map(([key, value]) => [
        key.toLowerCase(),
        value,
      ]),
    );
    const bytes = Number(known.get('vram total memory (b)'));
    const name = known.get('card series') ?? known.get('card model') ?? 'an AMD GPU';
    return [{ index: Number(index), name: name, memoryBytes: Number.isFinite(bytes) ? bytes : undefined }];
  });
}
