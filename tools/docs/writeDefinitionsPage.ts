/** Writes docs/DEFINITIONS.md: `npm run definitions-page`. */
import { writeFileSync } from 'node:fs';
import { definitionsPage, PAGE } from './definitionsPage.ts';

writeFileSync(PAGE, await definitionsPage());
