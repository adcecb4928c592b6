import { ExpungingService, KINDS } from '#content';
import { OperationsService } from '#access';
import { as } from './server.js';
import { embed, paragraph, TESTER, toPublish, type World } from './world.js';

export interface WholeInstallation {
  /** Of a partner that may see articles and what they embed. */
  readonly key: string;
  readonly session: string;
}

/** Something of everything that an installation can hold: each kind, languages, corrections, withdrawals, an expunging, partners, editors. */
export async function wholeInstallation(world: World): Promise<WholeInstallation> {
  const { given, publishing, drafting } = world;
  const change = async (
    documentId: string,
    fields: Record<string, unknown>,
    more: { slug?: string; note?: string } = {},
  ) => {
    const { draftVersion } = await drafting.get(documentId, 'en');
    const { slug, note } = more;
    const saved = await drafting.save(TESTER, {
      documentId,
      locale: 'en',
      expectedVersion: draftVersion,
      fields,
      ...(slug === undefined ? {} : { slug }),
    });
    await publishing.publish(TESTER, {
      publish: [{ ...toPublish(saved), ...(note === undefined ? {} : { changeKind: 'CORRECTION' as const, note }) }],
      note: 'Nur für Redaktion: „ja“',
    });
  };
  const broad = await given.published('topic', { name: 'Water' });
  const narrow = await given.published('topic', { name: 'Wells', broader: broad.documentId });
  const source = await given.published('source', {
    title: 'A report',
    issued: '2020',
    authors: [{ literal: 'Bureau' }],
  });
  const fact = await given.published('fact', {
    statement: 'One well in nine is deep.',
    status: 'SUPPORTED',
    measure: { what: 'wells', value: 0.1, unit: '1e2 %' },
    citations: [{ _key: 'c', source: source.documentId, role: 'PRIMARY' }],
  });
  const pair = await given.published('myth-fact', {
    myth: 'Wells are bottomless.',
    fact: 'All have a bottom. \u{1F4A7}\u2028"quoted" \\ back',
    otherPhrasings: ['No well ends.'],
    topics: [narrow.documentId],
  });
  const article = await given.published(
    'article',
    {
      title: 'On wells — “deep”',
      body: [
        paragraph('a', 'Dig.\nDeeper\ttoo.'),
        embed('b', 'factEmbed', fact.documentId),
        embed('c', 'mythFactEmbed', pair.documentId),
      ],
      topics: [narrow.documentId],
      audiences: ['educators'],
    },
    { slug: 'wells' },
  );
  await given.published(
    'article',
    { title: 'Pozos', body: [paragraph('a', 'Cava.')] },
    { documentId: article.documentId, locale: 'es', slug: 'pozos' },
  );
  await given.published('course', {
    title: 'Digging',
    modules: [
      {
        _key: 'm',
        title: 'One',
        lessons: [{ _key: 'l', title: 'Dig', uses: [{ document: article.documentId, locale: 'en', edition: 1 }] }],
      },
    ],
  });
  await given.published('collection', {
    title: 'All of it',
    sections: [{ _key: 's', items: [article.documentId, pair.documentId] }],
  });
  await change(
    article.documentId,
    { title: 'On wells, corrected' },
    { slug: 'on-wells', note: 'The depth was wrong.' },
  );
  await change(fact.documentId, { status: 'DISPUTED', notice: 'Some say eight.' }, { note: 'Disputed since.' });
  const retracted = await given.published(
    'article',
    { title: 'Wrong', body: [paragraph('a', 'No.')] },
    { slug: 'wrong' },
  );
  await publishing.publish(TESTER, {
    withdraw: [{ ...toPublish(retracted), reason: 'RETRACTED', notice: 'It was wrong.' }],
  });
  const replaced = await given.published('article', { title: 'Old', body: [paragraph('a', 'Old.')] }, { slug: 'old' });
  await publishing.publish(TESTER, {
    withdraw: [{ ...toPublish(replaced), reason: 'REPLACED', replacedBy: article.documentId }],
  });
  const exposing = await given.published(
    'article',
    { title: 'Exposing', body: [paragraph('a', 'A name.')] },
    { slug: 'exposing' },
  );
  await world.app
    .get(ExpungingService, { strict: false })
    .expunge(TESTER, { documentId: exposing.documentId, reason: 'PRIVACY' });
  await given.article({ title: 'Only a draft' });
  await world.partners.create(TESTER, {
    handle: 'school',
    name: 'A school',
    region: 'US-MO',
    scope: { kinds: ['article'], topics: [broad.documentId], audiences: null, locales: null },
  });
  const { key } = await world.partners.issueKey(TESTER, 'school', null);
  await world.app
    .get(OperationsService, { strict: false })
    .register(TESTER, [{ id: 'notices', name: null, document: '{ notices { name } }' }]);
  const editor = await world.editors.add(TESTER, {
    name: 'Ada',
    email: 'ada@example.org',
    grants: [{ role: 'author', locales: null }],
  });
  const { token } = await world.sessions.signInByLink(await world.links.issue(TESTER, editor.id));
  await world.imports.importPages(
    TESTER,
    [{ name: 'gas.txt', bytes: Buffer.from('Gas\n\nMyths and facts\n\nMYTH: Gas is loud.\n\nFACT: It is silent.\n') }],
    { locale: 'en', publish: true, dryRun: false },
  );
  return { key, session: token };
}

export interface Question {
  readonly path: string;
  readonly query?: string;
}

const SHOWN = 'id documentId kind slug redirectedFrom edition { number kind note publishedAt hash } notices { name }';
const FIELDS: Readonly<Record<string, string>> = { 'myth-fact': 'mythFact' };

/** What the public might ask of every document that there ever was, now and as of every publication. */
export async function questionsAbout(ownerUrl: string): Promise<readonly Question[]> {
  return as(ownerUrl, async (client) => {
    const { rows: listings } = await client.query<{ kind: string; locale: string; slug: string; document_id: string }>(
      'select distinct kind, locale, slug, document_id from delivery.listing order by 1, 2, 3',
    );
    const { rows: moments } = await client.query<{ at: string }>(
      `select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from ledger.publication where seq > 0 order by seq`,
    );
    const lists = KINDS.map((kind) => `/v1/${kind}?first=50`);
    const documents = [...listings, { kind: 'article', locale: 'en', slug: 'exposing', document_id: '' }].map(
      ({ kind, locale, slug }) => `/v1/${kind}/${slug}.json?locale=${locale}`,
    );
    const feeds = ['/v1/publications.json?first=50', '/v1/corrections.atom?first=50'];
    const node = (at: string | null) => {
      const asOf = at === null ? '' : `, asOf: { instant: "${at}" }`;
      return listings
        .filter(({ document_id }) => document_id !== '')
        .map(
          ({ kind, document_id, locale }, index) =>
            `d${index}: ${FIELDS[kind] ?? kind}(id: "${document_id}", locale: "${locale}"${asOf}) { ${SHOWN} }`,
        );
    };
    const inPieces = (fields: readonly string[]) =>
      Array.from({ length: Math.ceil(fields.length / 15) }, (_, piece) => ({
        path: '/graphql',
        query: `{ ${fields.slice(15 * piece, 15 * piece + 15).join(' ')} }`,
      }));
    return [
      ...[...lists, ...documents, ...feeds, '/sitemap.xml'].map((path) => ({ path })),
      ...inPieces(node(null)),
      {
        path: '/graphql',
        query:
          '{ search(query: "wells", first: 10) { edges { cursor score highlights { text } node { documentId } } } }',
      },
      ...moments.flatMap(({ at }) => [{ path: `/v1/article?first=50&asOf=${at}` }, ...inPieces(node(at))]),
      // Every address as of some moments: all of the moments would take a minute.
      ...moments
        .filter((_moment, index) => index % 6 === 5)
        .flatMap(({ at }) => [...lists, ...documents, ...feeds].map((path) => ({ path: `${path}&asOf=${at}` }))),
    ];
  });
}
