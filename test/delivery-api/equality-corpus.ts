import { KINDS } from '#content';

/** What an edit of each kind changes. */
export const WORDS = {
  article: 'title',
  collection: 'title',
  course: 'title',
  fact: 'notice',
  'myth-fact': 'myth',
  notice: 'name',
  source: 'title',
  topic: 'name',
} as const;
export type Kind = keyof typeof WORDS;
const FIELD: Record<Kind, string> = {
  article: 'article',
  collection: 'collection',
  course: 'course',
  fact: 'fact',
  'myth-fact': 'mythFact',
  notice: 'notice',
  source: 'source',
  topic: 'topic',
};

const DOCUMENT = 'fragment D on ContentDocument { id slug kind redirectedFrom edition { number hash } }';
const EVERYTHING = `
  fragment A on Article { ...D title summary body { html text references { ...D } } topics { name slug } mythFacts { myth sources { title } } related { ...D } sources { title } audiences { name } }
  fragment M on MythFact { ...D myth fact explanation { markdown } sources { title } topics { name } }
  fragment F on Fact { ...D statement notice citations { source { title } } supersededBy { ...D } }
  fragment T on Topic { ...D name description broader { name } narrower { name } articles(first: 5) { edges { node { title } } } mythFacts(first: 5) { edges { position node { myth } } } }
  fragment C on Course { ...D title modules { lessons { title uses { pinned document { ...D ... on Article { title } } } } } prerequisites { title } topics { name } }
  fragment L on Collection { ...D title sections { items { ...D } } }`;

export interface Question {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

/** Only the fragments that a query uses: GraphQL refuses the others. */
export function asked(text: string, variables: Record<string, unknown> = {}): Question {
  const all = new Map(
    `${DOCUMENT}\n${EVERYTHING}`
      .split('\n')
      .map((line) => [/fragment (\w)/.exec(line)?.[1], line] as const)
      .filter((pair): pair is readonly [string, string] => pair[0] !== undefined),
  );
  const used = new Set<string>();
  const visit = (part: string) => {
    for (const [, name = ''] of part.matchAll(/\.\.\.([A-Z])\b/g)) {
      if (used.has(name)) continue;
      used.add(name);
      visit(all.get(name) ?? '');
    }
  };
  visit(text);
  return { query: [text, ...[...used].map((name) => all.get(name))].join('\n'), variables };
}

export interface Known {
  readonly documentId: string;
  readonly slug: string;
  readonly kind: Kind;
}

/** What is asked again and again: lists, pages, keys; of today and of the past. */
export function corpus(documents: readonly Known[], past: string): Question[] {
  const of = (kind: Kind) => documents.filter((document) => document.kind === kind);
  const topics = of('topic').map(({ documentId }) => documentId);
  return [
    asked('{ articles(first: 10) { edges { cursor node { ...A } } pageInfo { endCursor hasNextPage } } }'),
    asked('{ mythFacts(first: 10) { edges { node { ...M } } } }'),
    asked('{ facts(first: 10, orderBy: PUBLISHED_AT_ASC) { edges { node { ...F } } } }'),
    asked('{ topics(first: 10) { edges { node { ...T } } } }'),
    asked('{ courses(first: 10) { edges { node { ...C } } } }'),
    asked('{ collections(first: 10) { edges { node { ...L } } } }'),
    asked('{ sources(first: 20) { edges { node { ...D title } } } }'),
    asked('{ notices { ...D name } }'),
    // In a second locale, with what has none in it and without.
    asked('{ articles(first: 10, locale: "es", fallback: true) { edges { node { ...A locale } } } }'),
    asked('{ articles(first: 10, locale: "es") { edges { cursor node { ...A } } } }'),
    asked('{ topics(first: 10, locale: "es", fallback: true) { edges { node { ...T locale } } } }'),
    ...(['article', 'fact'] as const).flatMap((kind) =>
      of(kind)
        .slice(0, 2)
        .map(({ slug }) =>
          asked(`query ($s: String!) { ${FIELD[kind]}(slug: $s, locale: "es") { ...${letterOf(kind)} } }`, { s: slug }),
        ),
    ),
    asked('{ search(query: "edited", first: 5) { totalCount edges { node { ...D } } } }'),
    asked('{ matchMyths(text: "Victims would ask for help.") { mythFact { myth } } }'),
    // Lists that name no document of theirs.
    asked('{ articles(first: 3) { edges { cursor } pageInfo { endCursor } } }'),
    asked('{ mythFacts(first: 2) { pageInfo { endCursor } } }'),
    asked('{ topics(first: 10) { edges { node { slug articles(first: 2) { pageInfo { endCursor } } } } } }'),
    asked('{ courses(first: 5) { edges { node { totalMinutes modules { lessons { uses { pinned } } } } } } }'),
    asked('{ facts(first: 10) { edges { node { citations { quote } } } } }'),
    // By keys, as gateways ask: of one kind in a variable and in the text, of all kinds, and of a kind that does not fit.
    ...(['article', 'fact', 'course', 'source'] as const).map((kind) =>
      asked(`query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${typeOf(kind)} { ${WORDS[kind]} } } }`, {
        r: of(kind).map(keyOf),
      }),
    ),
    asked(
      `{ _entities(representations: [{ __typename: "Topic", documentId: "${topics[0]}", locale: "en" }]) { ... on Topic { name } } }`,
    ),
    asked('query ($r: [_Any!]!) { _entities(representations: $r) { __typename ...A ...M ...F ...C ...L } }', {
      r: KINDS.flatMap((kind) => of(kind).slice(0, 1).map(keyOf)),
    }),
    asked('query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }', {
      r: of('course').map((document) => ({ ...keyOf(document), __typename: 'Article' })),
    }),
    asked('query ($t: [ID!]) { articles(first: 10, filter: { topics: $t }) { edges { node { slug } } } }', {
      t: topics.slice(0, 1),
    }),
    asked('query ($p: String!) { articles(first: 10, asOf: { token: $p }) { edges { node { ...A } } } }', { p: past }),
    ...(['article', 'myth-fact', 'topic', 'fact', 'course', 'collection'] as const).flatMap((kind) =>
      of(kind)
        .slice(0, 3)
        .flatMap(({ documentId, slug }) => [
          asked(`query ($s: String!) { ${FIELD[kind]}(slug: $s) { ...${letterOf(kind)} } }`, { s: slug }),
          asked('query ($i: ID!) { withdrawal(id: $i) { reason notice at replacedBy { ...D } } }', { i: documentId }),
        ]),
    ),
  ];
}

/** Each shows what one sort of publication changes, and next to nothing else; so each is asked after every one. */
export function pointed(documents: readonly Known[]): Question[] {
  const some = (kind: Kind) => documents.filter((document) => document.kind === kind).slice(0, 5);
  return [
    ...some('article').map(({ slug: s }) =>
      asked('query ($s: String!) { article(slug: $s) { body { html } } }', { s }),
    ),
    ...some('myth-fact').map(({ slug: s }) =>
      asked('query ($s: String!) { mythFact(slug: $s) { explanation { text } } }', { s }),
    ),
    ...some('topic').flatMap(({ documentId, slug: s }) => [
      asked('query ($t: [ID!]) { articles(first: 10, filter: { topics: $t }) { edges { cursor } } }', {
        t: [documentId],
      }),
      asked('query ($t: [ID!]) { mythFacts(first: 10, filter: { topics: $t }) { edges { node { id } } } }', {
        t: [documentId],
      }),
      asked('query ($s: String!) { topic(slug: $s) { mythFacts(first: 5) { edges { position } } } }', { s }),
    ]),
    ...['individuals', 'educators'].map((audience) =>
      asked('query ($a: [String!]) { articles(first: 10, filter: { audiences: $a }) { edges { cursor } } }', {
        a: [audience],
      }),
    ),
    asked('{ articles(first: 10, locale: "es") { edges { cursor } } }'),
    asked('{ articles(first: 1) { edges { node { attribution { text } } } } }'),
    asked('{ articles(first: 10) { edges { node { audiences { name } } } } }'),
  ];
}

/** Addresses: pages in every format, lists, feeds. */
export function addresses(documents: readonly Known[], past: string): string[] {
  const suffixes = ['', '.html', '.md', '.txt', '.jsonld'];
  const pages = KINDS.flatMap((kind) => documents.filter((document) => document.kind === kind).slice(0, 4));
  return [
    ...pages.map(({ kind, slug }, index) => `/v1/${kind}/${slug}${suffixes[index % suffixes.length]}`),
    ...KINDS.map((kind) => `/v1/${kind}?first=3`),
    '/v1/article?first=3&locale=es',
    ...pages.filter(({ kind }) => kind === 'article').map(({ slug }) => `/v1/article/${slug}.html?locale=es`),
    '/v1/publications.atom?first=5',
    '/v1/corrections.json',
    '/sitemap.xml',
    ...pages.slice(0, 3).map(({ kind, slug }) => `/v1/${kind}/${slug}?asOf=${past}`),
    '/v1/article/nothing',
  ];
}

const typeOf = (kind: Kind) => `${FIELD[kind].charAt(0).toUpperCase()}${FIELD[kind].slice(1)}`;
/** As a gateway names a document. */
const keyOf = ({ documentId, kind }: { readonly documentId: string; readonly kind: Kind }) => ({
  __typename: typeOf(kind),
  documentId,
  locale: 'en',
});

const letterOf = (kind: Kind) =>
  ({ article: 'A', 'myth-fact': 'M', topic: 'T', fact: 'F', course: 'C', collection: 'L', notice: 'D', source: 'D' })[
    kind
  ];
