/** `npm run results`: docs/RESULTS.md and its figures, from a database that `npm run paper` made. */
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { builtInDefinitions, published } from '@ranksweep/experiments';
import { figureFromStore, writeFigure } from '@ranksweep/plot';
import { createFolder } from '@ranksweep/machine';
import { openStore } from '@ranksweep/store';
import { runCommand } from './command.ts';
import { imageSections } from './images/imageSections.ts';
import { networkSections } from './networks/networkSections.ts';
import { resultsPage, withSections, type PageContent } from './page.ts';
import { remarks } from './remarks.ts';

const DEFAULT_PAGE = fileURLToPath(new URL('../../docs/RESULTS.md', import.meta.url));

const HELP = `npm run results -- [--db PATH] [--out PATH] [--images] [--networks]

Writes the page and, beside it, figures/paper/NAME.png.

  --db PATH    database (default: results/paper.db)
  --out PATH   page (default: docs/RESULTS.md)
  --images     only the sections on images, of natural-rank and its variants; the others stay as they are
  --networks   only those on convolutional networks, of is-same-class and pathfinder`;

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      db: { type: 'string', default: 'results/paper.db' },
      out: { type: 'string', default: DEFAULT_PAGE },
      images: { type: 'boolean', default: false },
      networks: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const folder = dirname(values.out);
  const store = openStore(values.db, { readOnly: true });
  try {
    const content: PageContent = {
      definitions: builtInDefinitions,
      published,
      remarks,
      draw: async ({ name, sweep: { id }, figure }) => {
        const basePath = join(folder, 'figures', 'paper', name);
        const [path] = await writeFigure(figureFromStore(store, id, figure), basePath, { formats: ['png'] });
        console.log(path);
        return relative(folder, path!);
      },
    };
    createFolder(folder);
    const sections = [
      ...(values.images ? await imageSections(store, content) : []),
      ...(values.networks ? await networkSections(store, content) : []),
    ];
    const page =
      values.images || values.networks
        ? await withSections(await readFile(values.out, 'utf8'), sections)
        : await resultsPage(store, content);
    await writeFile(values.out, page);
    console.log(values.out);
    return 0;
  } finally {
    store.close();
  }
});
