/** `npm run gpu-rows -- FOLDER`: the tables of docs/SPEED.md, from what `measure.sh` left in a folder. */
import { speedRows } from './speedRows.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('gpu-rows: expected the output folder of measure.sh');
  process.exit(2);
}
console.log(speedRows(folder));
