import pg from 'pg';
import type { Api } from '../delivery-api/api.js';
import type { Diary } from './diary.js';
import { LOCALES } from './walker.js';

const WORD = /zqx[0-9a-f]{12}/g;
const LISTS = LOCALES.map(
  (locale) => `
  articles_${locale}: articles(first: 50, locale: "${locale}") { edges { node { id slug title summary body { html text markdown } edition { note } mythFacts { myth fact } } } }
  mythFacts_${locale}: mythFacts(first: 50, locale: "${locale}") { edges { node { id slug myth fact explanation { text } edition { note } } } }
  courses_${locale}: courses(first: 50, locale: "${locale}") { edges { node { id slug title } } }
  facts_${locale}: facts(first: 50, locale: "${locale}") { edges { node { id slug statement } } }
  sources_${locale}: sources(first: 50, locale: "${locale}") { edges { node { id slug title } } }
  topics_${locale}: topics(first: 50, locale: "${locale}") { edges { node { id slug name } } }
  collections_${locale}: collections(first: 50, locale: "${locale}") { edges { node { id slug title } } }`,
).join('');
const FORMATS = ['', '.json', '.html', '.md', '.txt', '.jsonld'];
const ADDRESSES = [
  '/v1/publications.json',
  '/v1/publications.atom',
  '/v1/corrections.json',
  '/v1/corrections.atom',
  '/v1/sync.ndjson',
  '/v1/sync?locale=en',
  '/sitemap.xml',
];

/**
 * Hears whether a word that is only in drafts, comments, notes, kept versions or previews is in a byte that the public can get.
 * Every such word is said once and by nobody else; it is public from the publication that says it.
 */
export class Canary {
  /** Bytes that were listened to. */
  heard = 0;

  constructor(
    private readonly api: Api,
    private readonly diary: Diary,
  ) {}

  /** Words that no edition says, in what all ways of reading answer now. */
  async listen(documents: number): Promise<readonly string[]> {
    const graphql = await this.api.ask(`{ ${LISTS} }`);
    if (graphql.errors.length > 0) throw new Error(graphql.text);
    const live = await this.api.world.work.rows<{ kind: string; slug: string; locale: string }>(
      'select kind, slug, locale from delivery.listing where to_seq is null order by random() limit $1',
      [documents],
    );
    const addresses = live.flatMap(({ kind, slug, locale }) =>
      FORMATS.map((format) => `/v1/${kind}/${slug}${format}?locale=${locale}`),
    );
    const pages: string[] = [];
    for (const address of [...ADDRESSES, ...addresses]) pages.push((await this.api.http.get(address)).text);
    return this.unpublished([graphql.text, ...pages].join('\n'));
  }

  /** Of the newest words of drafts, those that searching or matching finds something for. */
  async find(newest: number): Promise<readonly string[]> {
    const said = await this.published();
    const secret = this.diary.said.filter((word) => !said.has(word)).slice(-newest);
    const asked = secret.map((word) => `${word}: search(query: "${word}", first: 1) { edges { node { __typename } } }`);
    if (asked.length === 0) return [];
    const { data, text } = await this.api.ask<Record<string, { edges: readonly object[] }>>(`{ ${asked.join('\n')} }`);
    if (!data) throw new Error(text);
    const myths = await this.api.ask(`query ($text: String!) { matchMyths(text: $text) { myth { id } } }`, {
      text: secret.map((word) => `Myth ${word}.`).join(' '),
    });
    const found = Object.entries(data).flatMap(([word, { edges }]) => (edges.length > 0 ? [word] : []));
    return this.unpublished([...found, myths.text].join(' '));
  }

  /** Words that no edition says, in any row that the login of delivery can read. */
  async readAsDelivery(): Promise<readonly string[]> {
    const client = new pg.Client({ connectionString: this.api.world.database.addresses.delivery });
    await client.connect();
    try {
      const { rows } = await client.query<{ name: string }>(
        `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'v', 'm', 'p') and n.nspname !~ '^(pg_|information_schema)'
         and has_schema_privilege(n.oid, 'usage') and has_any_column_privilege(c.oid, 'select')`,
      );
      if (rows.length < 5) throw new Error('the login of delivery can read next to nothing');
      const found: string[] = [];
      for (const { name } of rows) {
        const { rows: columns } = await client.query<{ column: string }>(
          `select quote_ident(attname) as column from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped
           and has_column_privilege(attrelid, attnum, 'select')`,
          [name],
        );
        const list = columns.map(({ column }) => `${column}::text`).join(', ');
        const { rows: texts } = await client.query<{ text: string }>(
          `select distinct m[1] as text from (select concat_ws(' ', ${list}) as row from ${name}) r cross join lateral regexp_matches(r.row, 'zqx[0-9a-f]{12}', 'g') m`,
        );
        found.push(...(await this.unpublished(texts.map(({ text }) => text).join(' '))));
      }
      return found;
    } finally {
      await client.end();
    }
  }

  /** Words in these bytes that no edition says. */
  async unpublished(bytes: string): Promise<readonly string[]> {
    this.heard += bytes.length;
    const said = await this.published();
    return [...new Set(bytes.match(WORD) ?? [])].filter((word) => !said.has(word));
  }

  /** Looked at after the bytes were there: what was published in between is public. */
  private async published(): Promise<ReadonlySet<string>> {
    const rows = await this.api.world.work.rows<{ word: string }>(
      `select distinct m[1] as word from delivery.edition_row e cross join lateral regexp_matches(concat(e.slug, e.body), 'zqx[0-9a-f]{12}', 'g') m`,
    );
    return new Set([...rows.map(({ word }) => word), ...this.diary.wordsOfTheDoomed]);
  }
}
