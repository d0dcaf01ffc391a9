/** `npm run results`: docs/RESULTS.md and its figures, from a database that `npm run paper` made. */
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { builtInDefinitions, expectations, published } from '@ranksweep/experiments';
import { figureFromStore, writeFigure } from '@ranksweep/plot';
import { createFolder } from '@ranksweep/machine';
import { openStore, type ReadOnlyStore } from '@ranksweep/store';
import { runCommand } from './command.ts';
import { imageSections } from './images/imageSections.ts';
import { networkSections } from './networks/networkSections.ts';
import { chosenSections, resultsPage, withSections, type PageContent } from './page.ts';
import { remarks } from './remarks.ts';

const DEFAULT_PAGE = fileURLToPath(new URL('../../docs/RESULTS.md', import.meta.url));

const HELP = `npm run results -- [--db PATH] [--out PATH] [--images] [--networks] [--only NAME ...]

Writes the page and, beside it, figures/paper/NAME.png.

  --db PATH    database (default: results/paper.db)
  --out PATH   page (default: docs/RESULTS.md)
  --images     only the sections on images, of natural-rank and its variants; the others stay as they are
  --networks   only those on convolutional networks, of is-same-class and pathfinder
  --only NAME  only the section of this definition; may be repeated`;

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      db: { type: 'string', default: 'results/paper.db' },
      out: { type: 'string', default: DEFAULT_PAGE },
      images: { type: 'boolean', default: false },
      networks: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
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
      expectations,
      remarks,
      draw: async ({ name, sweep: { id }, figure }) => {
        const basePath = join(folder, 'figures', 'paper', name);
        const [path] = await writeFigure(figureFromStore(store, id, figure), basePath, { formats: ['png'] });
        console.log(path);
        return relative(folder, path!);
      },
    };
    createFolder(folder);
    const page = await pageOf(store, content, values);
    await writeFile(values.out, page);
    console.log(values.out);
    return 0;
  } finally {
    store.close();
  }
});

interface Asked {
  readonly out: string;
  readonly images: boolean;
  readonly networks: boolean;
  readonly only: readonly string[];
}

async function pageOf(
  store: ReadOnlyStore,
  content: PageContent,
  { out, images, networks, only }: Asked,
): Promise<string> {
  if (!images && !networks && only.length === 0) return resultsPage(store, content);
  const sections = [
    ...(images ? await imageSections(store, content) : []),
    ...(networks ? await networkSections(store, content) : []),
    ...(await chosenSections(store, content, only)),
  ];
  return withSections(await readFile(out, 'utf8'), sections);
}
