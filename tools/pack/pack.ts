/** `npm run pack`: the tarballs, in `packed/`. */
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packWorkspace } from './packWorkspace.ts';
import { WORKSPACE } from './workspace.ts';

const folder = join(WORKSPACE, 'packed');
rmSync(folder, { recursive: true, force: true }); // those of an earlier version would be installed, too
for (const { tarball } of await packWorkspace(folder)) console.log(relative(process.cwd(), tarball));
