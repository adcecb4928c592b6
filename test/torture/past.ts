import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSchema, Kind, parse } from 'graphql';

/** The state that is asked for: as an answer named it, and by the instant of its publication. */
export interface Moment {
  readonly token: string;
  readonly instant: string;
}

const D = 'id documentId slug locale redirectedFrom edition { number publishedAt hash note } notices { name phone }';

const NAMED = `id ... on ContentDocument { ${D} } ... on Article { title } ... on Course { title } ... on Topic { name }`;

/** In place of AS_OF stands an argument `asOf`, in place of TOPIC the id of a topic, in place of IDS ids that carry no moment. */
export const QUERIES = [
  `{ article(slug: "page", AS_OF) { ${D} title body { html markdown text references { ${D} } } topics { ${D} name } mythFacts { ${D} myth } audiences { key name } } }`,
  ...[1, 2, 3, 4].map(
    (edition) => `{ article(slug: "page", edition: ${edition}, AS_OF) { ${D} title body { html } } }`,
  ),
  `{ article(slug: "other", AS_OF) { ${D} title body { html } } }`,
  `{ article(slug: "page", locale: "es", fallback: true, AS_OF) { ${D} title } }`,
  `{ articles(first: 5, AS_OF) { edges { cursor node { ${D} title } } pageInfo { hasNextPage endCursor } } }`,
  `{ articles(first: 5, AS_OF, filter: { topics: ["TOPIC"] }) { edges { cursor node { slug title } } } }`,
  `{ articles(first: 5, locale: "es", fallback: true, AS_OF) { edges { cursor node { ${D} title } } } }`,
  `{ mythFact(slug: "all", AS_OF) { ${D} myth fact explanation { html } } }`,
  `{ mythFacts(first: 5, AS_OF) { edges { cursor node { ${D} myth topics { name } } } pageInfo { endCursor } } }`,
  `{ fact(slug: "half", AS_OF) { ${D} statement notice citations { source { title } } } }`,
  `{ facts(first: 5, AS_OF) { edges { cursor node { ${D} statement notice } } } }`,
  `{ topic(slug: "basics", AS_OF) { ${D} name narrower { name } articles(first: 5) { edges { cursor node { title } } pageInfo { endCursor } } mythFacts(first: 5) { edges { cursor position node { myth } } } } }`,
  `{ topics(first: 5, AS_OF) { edges { cursor node { ${D} name broader { name } } } } }`,
  `{ collection(slug: "list", AS_OF) { ${D} title sections { title items { ${D} } } } }`,
  `{ collections(first: 5, AS_OF) { edges { cursor node { ${D} title } } } }`,
  `{ course(slug: "course", AS_OF) { ${D} title topics { name } modules { title lessons { title uses { pinned document { ${D} } } } } } }`,
  `{ courses(first: 5, AS_OF) { edges { node { ${D} title topics { name } } } } }`,
  `{ source(slug: "study", AS_OF) { ${D} title } }`,
  `{ sources(first: 5, AS_OF) { edges { node { ${D} title } } } }`,
  `{ notice(slug: "line", AS_OF) { ${D} phone } }`,
  `{ notices(AS_OF) { ${D} phone } }`,
  `{ nodes(ids: IDS, AS_OF) { ${NAMED} } }`,
  `{ withdrawal(kind: ARTICLE, slug: "page", AS_OF) { reason } }`,
  `{ withdrawal(kind: ARTICLE, slug: "gone", AS_OF) { reason notice replacedBy { documentId } at } }`,
];

/** An operation of now: only its nodes are as of the moment, as their ids say. */
const NODES = `{ nodes(ids: IDS) { ${NAMED} } }`;

const LISTED = ['article', 'myth-fact', 'fact', 'topic', 'collection', 'course', 'source', 'notice'];
const ADDRESSES = [
  '/sitemap.xml?',
  ...[
    ...['json', 'html', 'md', 'txt', 'jsonld'].map((suffix) => `article/page.${suffix}?`),
    ...[1, 2, 3].map((edition) => `article/page.json?edition=${edition}&`),
    'article/other.json?',
    'article/page.json?locale=es&fallback=true&',
    'myth-fact/all.html?',
    'fact/half.json?',
    'topic/basics.json?',
    'collection/list.json?',
    'course/course.json?',
    'source/study.json?',
    'notice/line.json?',
    ...LISTED.map((kind) => `${kind}?`),
    'publications.atom?',
    'publications.json?',
    'corrections.atom?',
  ].map((address) => `/v1/${address}`),
];

/** Fields of Query that take `asOf`, as the schema has them, and those that the queries ask. */
export function rootFields(): { readonly ofSchema: ReadonlySet<string>; readonly asked: ReadonlySet<string> } {
  const file = path.resolve(import.meta.dirname, '../../apps/delivery-api/schema.graphql');
  const fields = Object.values(buildSchema(readFileSync(file, 'utf8')).getQueryType()?.getFields() ?? {});
  const asked = QUERIES.flatMap(
    (text) => parse(text.replaceAll('AS_OF', 'asOf: { token: "" }').replaceAll('IDS', '[]')).definitions,
  )
    .flatMap((each) => (each.kind === Kind.OPERATION_DEFINITION ? each.selectionSet.selections : []))
    .flatMap((each) => (each.kind === Kind.FIELD ? [each.name.value] : []));
  return {
    ofSchema: new Set(fields.filter(({ args }) => args.some(({ name }) => name === 'asOf')).map(({ name }) => name)),
    asked: new Set(asked),
  };
}

export interface Seen {
  readonly status: number;
  readonly bytes: string;
  readonly etag: string | null;
  readonly asOf: string | null;
  readonly control: string | null;
}

async function see(answer: Response): Promise<Seen> {
  const { status, headers } = answer;
  return {
    status,
    bytes: Buffer.from(await answer.arrayBuffer()).toString('latin1'),
    etag: headers.get('etag'),
    asOf: headers.get('almanac-as-of'),
    control: headers.get('cache-control'),
  };
}

/** Everything as of a moment, for the public and for a partner, by what is asked. */
export class Past {
  constructor(
    private readonly key: string,
    private readonly topic: string,
    /** Ids that were returned as of the moment, and as of the head: the latter carry none. */
    private readonly ids: readonly string[],
    private readonly plainIds: readonly string[],
  ) {}

  async everything(url: string, { token, instant }: Moment): Promise<Map<string, Seen>> {
    const seen = new Map<string, Seen>();
    const ways = [
      ['token', `asOf: { token: "${token}" }`, token],
      ['instant', `asOf: { instant: "${instant}" }`, instant],
    ] as const;
    for (const who of ['public', 'school'])
      for (const [way, argument, value] of ways) {
        const headers: Record<string, string> = who === 'school' ? { 'almanac-key': this.key } : {};
        for (const text of QUERIES) {
          const filled = text
            .replaceAll('AS_OF', argument)
            .replaceAll('TOPIC', this.topic)
            .replaceAll('IDS', JSON.stringify(this.plainIds));
          seen.set(`${who} ${way} ${text}`, await see(await query(url, filled, headers)));
        }
        for (const address of ADDRESSES) {
          const where = `${url}${address}asOf=${encodeURIComponent(value)}`;
          seen.set(`${who} ${way} ${address}`, await see(await fetch(where, { headers, redirect: 'manual' })));
        }
      }
    return seen;
  }

  /** The bytes of what the ids name. */
  async named(url: string): Promise<string> {
    return (await query(url, NODES.replace('IDS', JSON.stringify(this.ids)))).text();
  }
}

export function query(url: string, text: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: text }),
  });
}
