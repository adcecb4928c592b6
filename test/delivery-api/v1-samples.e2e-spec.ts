import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import path from 'node:path';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { KINDS } from '#content';
import { TESTER } from '../kit/world.js';
import { Api } from './api.js';
import { childrenOf, parseXml, textOf } from './xml.js';

type Element = DefaultTreeAdapterTypes.Element;
type ChildNode = DefaultTreeAdapterTypes.ChildNode;

interface Item {
  readonly kind: string;
  readonly slug: string;
  readonly title: string;
  readonly url: string;
}
interface List {
  readonly items: readonly Item[];
  readonly next: string | null;
}

let api: Api;
let items: readonly Item[];
beforeAll(async () => {
  api = await Api.over({ bare: true });
  await api.world.seeds.seed(TESTER, path.resolve(import.meta.dirname, '../../samples'));
  const pages = await Promise.all(
    KINDS.map(async (kind) => {
      const response = await api.http.get(`/v1/${kind}?first=100`);
      expect([kind, response.status]).toEqual([kind, 200]);
      return (response.body as List).items;
    }),
  );
  items = pages.flat();
}, 120_000);
afterAll(() => api.end());

const pathOf = (url: string) => url.slice(api.world.config.publicUrl.length);
const each = async (suffix: string, check: (text: string, item: Item) => void | Promise<void>) => {
  expect(items.length).toBeGreaterThan(20);
  for (const item of items) {
    const response = await api.http.get(`${pathOf(item.url)}${suffix}`).buffer(true);
    try {
      expect(response.status).toBe(200);
      await check(response.text ?? (response.body as Buffer).toString('utf8'), item);
    } catch (error) {
      throw new Error(`${item.url}${suffix}: ${String(error)}`, { cause: error });
    }
  }
};

function elementsOf(nodes: readonly ChildNode[]): Element[] {
  return nodes.flatMap((node) => ('tagName' in node ? [node, ...elementsOf(node.childNodes)] : []));
}
const attribute = (element: Element | undefined, name: string) =>
  element?.attrs.find((each) => each.name === name)?.value;

test('samples have documents of every kind', () => {
  expect(new Set(items.map((item) => item.kind))).toEqual(new Set(KINDS));
});

test('every document as JSON fits the schema that it names, and carries the safety contacts', async () => {
  const ajv = new Ajv2020({ strict: false });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  const validators = new Map<string, ReturnType<typeof ajv.compile>>(
    await Promise.all(
      KINDS.map(async (kind) => {
        const response = await api.http.get(`/v1/schemas/${kind}.json`);
        expect(response.headers['content-type']).toContain('application/schema+json');
        return [kind, ajv.compile(response.body as object)] as const;
      }),
    ),
  );
  await each('.json', (text, item) => {
    const document = JSON.parse(text) as { body: unknown; notices: unknown[]; url: string };
    const validate = validators.get(item.kind);
    expect([validate?.(document.body), validate?.errors ?? null]).toEqual([true, null]);
    expect(document.url).toBe(item.url);
    expect(document.notices.length).toBeGreaterThan(0);
  });
});

test('every document as HTML is one article with its language, one h1, headings in order and a labelled region of contacts', async () => {
  await each('.html', (text) => {
    const errors: string[] = [];
    const fragment = parseFragment(text, { onParseError: ({ code }) => errors.push(code) });
    expect(errors).toEqual([]);
    const [article, ...others] = fragment.childNodes.filter((node) => 'tagName' in node);
    expect([article?.tagName, others.length, attribute(article, 'lang')]).toEqual(['article', 0, 'en']);
    const all = elementsOf(fragment.childNodes);
    const depths = all.flatMap(({ tagName }) => (/^h[1-6]$/.test(tagName) ? [Number(tagName[1])] : []));
    expect(depths.filter((depth) => depth === 1)).toHaveLength(1);
    expect(depths.every((depth, index) => index === 0 || depth <= (depths[index - 1] ?? 0) + 1)).toBe(true);
    const [region] = article && 'childNodes' in article ? elementsOf(article.childNodes) : [];
    expect([region?.tagName, attribute(region, 'aria-label')]).toEqual(['section', 'Safety contacts']);
    expect(
      all.filter((element) => element.tagName === 'a').every((link) => (attribute(link, 'href') ?? 'x') !== ''),
    ).toBe(true);
    expect(
      all.map(({ tagName }) => tagName).filter((name) => ['script', 'style', 'iframe', 'img'].includes(name)),
    ).toEqual([]);
  });
});

test('every document as Markdown and as text begins with the contacts and has its title', async () => {
  await each('.md', (text) => {
    expect(text).toMatch(/^\*\*Safety contacts\*\*\n/);
    expect(text).toMatch(/^# \S/m);
  });
  await each('.txt', (text, item) => {
    expect(text).toMatch(/^Safety contacts\n/);
    expect(text).toContain(item.title);
  });
});

const TYPES: Readonly<Record<string, unknown>> = {
  article: ['LearningResource', 'Article'],
  'myth-fact': 'ClaimReview',
  fact: 'ClaimReview',
  course: ['Course', 'LearningResource'],
  notice: 'Service',
  topic: 'DefinedTerm',
  collection: 'Collection',
};

test('every document as JSON-LD says in the words of schema.org what it is', async () => {
  const syllabi: number[] = [];
  await each('.jsonld', (text, item) => {
    const { '@context': context, '@graph': graph } = JSON.parse(text) as {
      '@context': string;
      '@graph': readonly Record<string, unknown>[];
    };
    expect([context, graph[0]?.['@id']]).toEqual(['https://schema.org', item.url]);
    if (item.kind !== 'source') expect(graph[0]?.['@type']).toEqual(TYPES[item.kind]);
    if (item.kind === 'myth-fact' || item.kind === 'fact')
      expect(graph[1]).toMatchObject({ '@type': 'Claim', text: item.title });
    if (item.kind === 'course') syllabi.push((graph[0]?.['syllabusSections'] as unknown[]).length);
    expect(graph.some((node) => node['@type'] === 'Service')).toBe(true);
    expect(text).not.toContain('<');
  });
  expect(Math.max(...syllabi)).toBeGreaterThan(2);
});

test('a disputed fact never stands without its status and notice, in any format', async () => {
  for (const suffix of ['.html', '.md', '.txt', '.jsonld']) {
    const response = await api.http.get(`/v1/fact/claim-average-age-13${suffix}`).buffer(true);
    const text = response.text ?? (response.body as Buffer).toString('utf8');
    expect(text).toContain('Disputed');
    expect(text).toContain('Do not use this figure');
  }
});

test('the sitemap has every document once', async () => {
  const response = await api.http.get('/sitemap.xml').buffer(true);
  const root = parseXml(response.text);
  const addresses = childrenOf(root, 'url').map((url) => textOf(url, 'loc'));
  expect(addresses.sort()).toEqual(items.map((item) => item.url).sort());
});

test('what an answer costs does not grow with what the document shows', async () => {
  const count = async (url: string) => {
    let statements = 0;
    const stop = api.pool.onStatement(() => statements++);
    await api.http.get(pathOf(url));
    stop();
    return statements;
  };
  const costs = new Map<string, number>();
  for (const item of items) costs.set(item.url, await count(`${item.url}.json`));
  expect(Math.max(...costs.values())).toBeLessThanOrEqual(14);
});
