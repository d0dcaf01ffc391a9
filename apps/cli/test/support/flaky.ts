/** `flaky.yaml`, for tests of what becomes of runs that fail. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A search, beside a grid, of a program. As long as there is a file `broken`, it fails for large values. */
export function addFlaky(folder: string): void {
  const script = join(folder, 'program.sh');
  writeFileSync(
    script,
    `test -e ${join(folder, 'broken')} && awk "BEGIN { exit $1 < 0.5 }" && exit 3; echo "{\\"iteration\\": 1, \\"loss\\": $1}"\n`,
  );
  writeFileSync(
    join(folder, 'flaky.yaml'),
    `
name: flaky
description: a search whose runs may fail
seeds: [0]
parts:
  c:
    base: &base
      program: { command: [sh, ${script}, '{x}'], loss: loss }
      parameters: { x: 0.1 }
    search:
      maximize: loss
      trials: 6
      startup: 2
      parallel: 2
      space: { parameters.x: { from: 0, to: 1 } }
  g:
    base: *base
    axes: { parameters.x: [1, 2] }
`,
  );
}
