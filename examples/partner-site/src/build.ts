import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Connection } from '@almanac/client';
import { readContent, readWithdrawal } from './content.js';
import type { Kind } from './generated/graphql.js';
import { gonePage, type Page, pagesOf, pathOf } from './pages.js';

/** What a build leaves for the next one: a page that was there once is answered for ever. */
interface Built {
  readonly pages: readonly { readonly path: string; readonly kind: Kind; readonly slug: string }[];
  /** Paths that the server answers with status 410. */
  readonly gone: readonly string[];
}

const url = process.env['ALMANAC_URL'] ?? 'http://localhost:4000';
const key = process.env['ALMANAC_KEY'];
const out = path.resolve(process.env['OUT'] ?? 'site');
const manifest = path.join(out, 'site.json');

const connection: Connection = { url, key };
const content = await readContent(connection);
const pages = pagesOf(content);
const known = [
  ...content.articles.map(({ slug }) => ({ path: pathOf.article({ slug }), kind: 'ARTICLE' as const, slug })),
  ...content.myths.map(({ slug }) => ({ path: pathOf.myth({ slug }), kind: 'MYTH_FACT' as const, slug })),
  ...content.facts.map(({ slug }) => ({ path: pathOf.fact({ slug }), kind: 'FACT' as const, slug })),
];

const here = new Set(pages.map((page) => page.path));
const lost = (await before()).pages.filter((page) => !here.has(page.path));
const gone = await Promise.all(
  lost.map(async ({ path: place, kind, slug }): Promise<Page> => {
    const why = await readWithdrawal(connection, kind, slug);
    const { documentId } = why?.replacedBy ?? {};
    const heir = [...content.articles, ...content.myths, ...content.facts].find((one) => one.documentId === documentId);
    const replacement = known.find((one) => one.kind === kind && one.slug === heir?.slug)?.path ?? null;
    return gonePage(content, place, why, replacement);
  }),
);

for (const page of [...pages, ...gone]) {
  const file = path.join(out, page.path);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, page.html);
}
await cp('public', out, { recursive: true });
const built: Built = { pages: [...known, ...lost], gone: gone.map((page) => page.path) };
await writeFile(manifest, JSON.stringify(built, null, 2));
console.log(`${pages.length} pages, and ${gone.length} that are gone, in ${out}`);

async function before(): Promise<Built> {
  try {
    return JSON.parse(await readFile(manifest, 'utf8')) as Built;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { pages: [], gone: [] };
    throw error;
  }
}
