import pg from 'pg';
import type { Kind } from '#content';

export interface Chosen {
  readonly kinds: readonly Kind[] | null;
  readonly locales: readonly string[] | null;
}

/** `document locale` and what a copy holds of it: its edition, and whether something else carries it there. */
export type Shown = ReadonlyMap<string, string>;

export interface Expected {
  readonly shown: Shown;
  /** Expunged after S: what a copy of S still holds of it, nobody can tell any more. */
  readonly erasedSince: ReadonlySet<string>;
}

interface Edition {
  readonly documentId: string;
  readonly locale: string;
  readonly kind: Kind;
  readonly number: number;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Live {
  readonly editions: Map<string, Edition>;
  /** What takes the place of what is withdrawn; null: nothing does. */
  readonly replaced: ReadonlyMap<string, string | null>;
}

type Rule = Chosen & { readonly topics: readonly string[] | null; readonly audiences: readonly string[] | null };

const DEFAULT_LOCALE = 'en';
const FILED: readonly Kind[] = ['article', 'myth-fact', 'course'];
const LONGEST_CHAIN = 5;

/**
 * What must be public as of S for a partner, worked out from what editors did alone: editions, withdrawals and scopes as they
 * were recorded. Nothing of what delivery keeps or of how it asks is used, and what hosts carry is walked to from the hosts.
 */
export class Recorded {
  private readonly bodies = new Map<string, Edition>();
  private readonly pool: pg.Pool;

  constructor(ownerUrl: string) {
    // Whose server is killed is asked again by whoever asked.
    this.pool = new pg.Pool({ connectionString: ownerUrl, max: 4 })
      .on('error', () => undefined)
      .on('connect', (client) => void client.on('error', () => undefined));
  }

  end(): Promise<void> {
    return this.pool.end();
  }

  async shown(seq: number, partnerId: string, chosen: Chosen): Promise<Expected> {
    const client = await this.pool.connect();
    try {
      await client.query('begin isolation level repeatable read read only');
      const live = await this.live(client, seq);
      const rule = await ruleAt(client, seq, partnerId);
      const { rows: erased } = await client.query<{ key: string }>(
        `select document_id || ' ' || locale as key from delivery.tombstone where seq > $1`,
        [seq],
      );
      await client.query('commit');
      client.release();
      const within = { ...rule, kinds: both(rule.kinds, chosen.kinds), locales: both(rule.locales, chosen.locales) };
      return { shown: shownOf(live, within), erasedSince: new Set(erased.map(({ key }) => key)) };
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  private async live(client: pg.PoolClient, seq: number): Promise<Live> {
    const { rows: last } = await client.query<{ key: string; number: number; seq: string }>(
      `select distinct on (document_id, locale) document_id || ' ' || locale as key, number, seq from content.edition
       where seq <= $1 order by document_id, locale, number desc`,
      [seq],
    );
    const { rows: gone } = await client.query<{ key: string; seq: string; by: string | null }>(
      `select distinct on (document_id, locale) document_id || ' ' || locale as key, seq, replaced_by as by
       from delivery.withdrawal where seq <= $1 order by document_id, locale, seq desc`,
      [seq],
    );
    const withdrawn = new Map(gone.map((row) => [row.key, row]));
    const now = last.filter((row) => Number(withdrawn.get(row.key)?.seq ?? -1) < Number(row.seq));
    await this.learn(client, now);
    const editions = now.map(({ key, number }) => [key, this.bodies.get(`${key} ${number}`)] as const);
    return {
      editions: new Map(editions.flatMap(([key, edition]) => (edition ? [[key, edition] as const] : []))),
      replaced: new Map(gone.map(({ key, by }) => [key, by])),
    };
  }

  /** An edition never changes, so it is read once. */
  private async learn(client: pg.PoolClient, of: readonly { readonly key: string; readonly number: number }[]) {
    const unknown = of.map(({ key, number }) => `${key} ${number}`).filter((name) => !this.bodies.has(name));
    if (unknown.length === 0) return;
    const { rows } = await client.query<Edition & { name: string }>(
      `select e.document_id || ' ' || e.locale || ' ' || e.number as name, e.document_id as "documentId", e.locale, d.kind, e.number, r.body
       from content.edition e join content.document d on d.id = e.document_id
       join content.revision r on r.document_id = e.document_id and r.locale = e.locale and r.number = e.revision
       where e.document_id || ' ' || e.locale || ' ' || e.number = any($1)`,
      [unknown],
    );
    for (const row of rows) this.bodies.set(row.name, row);
  }
}

async function ruleAt(client: pg.PoolClient, seq: number, partnerId: string): Promise<Rule> {
  const { rows } = await client.query<Rule>(
    `select kinds, locales, topics, audiences from access.partner_scope
     where partner_id = $1 and from_seq <= $2 and (to_seq is null or to_seq > $2)`,
    [partnerId, seq],
  );
  // Who was no partner yet sees what everybody must.
  return rows[0] ?? { kinds: [], locales: null, topics: null, audiences: null };
}

function shownOf(live: Live, rule: Rule): Shown {
  const included = [...live.editions].filter(([, edition]) => allows(rule, edition, live)).map(([key]) => key);
  const carried = new Set(included);
  // A set being walked also yields what is added to it.
  for (const key of carried) {
    const host = live.editions.get(key);
    for (const target of host ? carriedBy(host) : []) {
      const found = resolve(live, target, host?.locale ?? DEFAULT_LOCALE);
      if (found !== null) carried.add(found);
    }
  }
  const own = new Set(included);
  return new Map(
    [...carried].map((key) => [key, `${live.editions.get(key)?.number}${own.has(key) ? '' : ' carried'}`]),
  );
}

function allows({ kinds, locales, topics, audiences }: Rule, { kind, locale, documentId, body }: Edition, live: Live) {
  if (kind === 'notice') return true;
  if (kinds !== null && !kinds.includes(kind)) return false;
  if (locales !== null && !locales.includes(locale)) return false;
  const meant = (body['audiences'] ?? []) as string[];
  if (audiences !== null && meant.length > 0 && !meant.some((audience) => audiences.includes(audience))) return false;
  if (topics === null) return true;
  if (kind === 'topic') return isUnder(topics, documentId, live);
  const filed = (FILED.includes(kind) ? (body['topics'] ?? []) : []) as string[];
  return filed.some((topic) => isUnder(topics, topic, live));
}

function isUnder(topics: readonly string[], topic: string, live: Live): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = topic; at !== undefined && !seen.has(at);) {
    if (topics.includes(at)) return true;
    seen.add(at);
    at = (live.editions.get(`${at} ${DEFAULT_LOCALE}`)?.body['broader'] ?? undefined) as string | undefined;
  }
  return false;
}

/** Documents that a host shows: embedded, cited, or where it comes from. */
function carriedBy({ kind, body }: Edition): readonly string[] {
  if (kind !== 'article' && kind !== 'fact' && kind !== 'myth-fact') return [];
  const blocks = [body['body'], body['explanation']].flatMap((text) => (text ?? []) as Record<string, unknown>[]);
  const embeds = blocks.flatMap(({ _type, document }) => (/Embed$/.test(String(_type)) ? [String(document)] : []));
  const citations = ((body['citations'] ?? []) as { source: string }[]).map(({ source }) => source);
  return [...embeds, ...citations, ...((body['sources'] ?? []) as string[])];
}

function resolve({ editions, replaced }: Live, documentId: string, locale: string): string | null {
  let current: string | null = documentId;
  for (let step = 0; step <= LONGEST_CHAIN && current !== null; step += 1) {
    for (const each of [locale, DEFAULT_LOCALE]) if (editions.has(`${current} ${each}`)) return `${current} ${each}`;
    const own: string | null | undefined = replaced.get(`${current} ${locale}`);
    current = (own === undefined ? replaced.get(`${current} ${DEFAULT_LOCALE}`) : own) ?? null;
  }
  return null;
}

function both<T>(a: readonly T[] | null, b: readonly T[] | null): readonly T[] | null {
  return a === null || b === null ? (a ?? b) : a.filter((each) => b.includes(each));
}

/** In what a copy is not what it must be, a sentence each. */
export function differences(who: string, held: Shown, { shown, erasedSince }: Expected): readonly string[] {
  return [...new Set([...held.keys(), ...shown.keys()])]
    .filter((key) => !erasedSince.has(key) && held.get(key) !== shown.get(key))
    .map(
      (key) => `${who} holds ${held.get(key) ?? 'nothing'} of ${key}, and should hold ${shown.get(key) ?? 'nothing'}`,
    );
}
