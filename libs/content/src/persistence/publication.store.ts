import { UnitOfWork } from '#platform';
import { BODY_FORMAT, type Body, type Kind } from '../domain/kinds/kinds.js';
import type { HostReference, LiveVariant, WithdrawalCause } from '../domain/publication-plan.js';
import { HOLDING_ROLES } from '../domain/publication-plan.js';
import { type KnownHashes, type Proposed, wordsKept } from '../domain/proposal.js';
import type { VariantKey } from './draft.store.js';
import { inPieces } from './pieces.js';
import { type NewRevision, RevisionStore } from './revision.store.js';
import { type SearchableWords, SearchStore } from './search.store.js';

/** A variant about to be published, with its place on the public side. */
export interface Placed extends Proposed {
  readonly edition: number;
  readonly hash64: string;
  readonly audience: number;
  /** The edition that this one says again as it was then: when it was published, and how it was rendered. */
  readonly repeats: number | null;
}

/** The same with what it says, which is upcast; a revision may be stored in an older format. */
export interface Worded extends Placed {
  readonly body: Body;
  readonly rendered: object;
}

/** What a publication, or a portion of it, says: ready for its number. */
export interface Staged {
  /** Rows of `edition_row` without what the number decides, as JSON. */
  readonly editions: readonly string[];
  readonly words: readonly SearchableWords[];
}

export interface WithdrawalRow extends VariantKey {
  readonly reason: WithdrawalCause;
  readonly replacedBy: string | null;
  readonly notice: string | null;
  /** The publication whose withdrawal this one says again as it was then. */
  readonly repeats?: number | null;
}

const LIVE = `l.document_id as "documentId", l.kind, l.locale, l.slug, v.last_edition as edition`;

/**
 * The writing half of publishing. The promise: revision, edition, read model, audit, outbox and counter are one transaction,
 * so a crash leaves all or none. The race: everything read here is read after `lock`, under READ COMMITTED, so each
 * statement sees what the previous holder of a lock committed. What must be judged across documents that are not locked
 * (is any notice live, is the topic tree free of cycles) is judged after the counter is taken, where commits are serial.
 */
export class PublicationStore {
  private readonly revisions: RevisionStore;
  private readonly search: SearchStore;

  /** Where the statements run: on the published side, or on what a preview lays over it. */
  constructor(private readonly work: Pick<UnitOfWork, 'rows'>) {
    this.revisions = new RevisionStore(work);
    this.search = new SearchStore(work);
  }

  async lock(changed: readonly string[], referenced: readonly string[]): Promise<ReadonlyMap<string, Kind>> {
    const rows = await this.work.rows<{ id: string; kind: Kind }>(
      'select id, kind from content.lock_documents($1::uuid[], $2::uuid[])',
      [changed, referenced],
    );
    return new Map(rows.map((row) => [row.id, row.kind]));
  }

  async liveVariants(ids: readonly string[]): Promise<readonly LiveVariant[]> {
    return this.work.rows<LiveVariant>(
      `select ${LIVE} from delivery.listing l join content.variant v using (document_id, locale) where l.document_id = any ($1::uuid[]) and l.to_seq is null`,
      [ids],
    );
  }

  async slugHolders(wanted: readonly { kind: Kind; locale: string; slug: string }[]): Promise<readonly LiveVariant[]> {
    return this.work.rows<LiveVariant>(
      `select ${LIVE} from unnest($1::text[], $2::text[], $3::text[]) as w (kind, locale, slug)
       join delivery.listing l on l.kind = w.kind collate "C" and l.locale = w.locale collate "C" and l.slug = w.slug collate "C" and l.to_seq is null
       join content.variant v on v.document_id = l.document_id and v.locale = l.locale`,
      [wanted.map((entry) => entry.kind), wanted.map((entry) => entry.locale), wanted.map((entry) => entry.slug)],
    );
  }

  /** Of these documents, those that were public once and are live in no locale. */
  async withdrawnAmong(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.work.rows<{ id: string }>(
      `select distinct w.document_id as id from delivery.withdrawal w where w.document_id = any ($1::uuid[])
       and not exists (select 1 from delivery.listing l where l.document_id = w.document_id and l.to_seq is null)`,
      [ids],
    );
    return new Set(rows.map((row) => row.id));
  }

  /** Of these documents, those that were expunged, in some locale at least. */
  async expungedAmong(ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const rows = await this.work.rows<{ id: string }>(
      'select distinct document_id as id from content.tombstone where document_id = any ($1::uuid[])',
      [ids],
    );
    return new Set(rows.map((row) => row.id));
  }

  /** Live hosts whose live edition embeds or cites one of the documents, also through documents that it replaces. */
  async hostsOf(ids: readonly string[]): Promise<readonly HostReference[]> {
    return this.work.rows<HostReference>(
      `with recursive stands_for (target, via) as (
         select id, id from unnest($1::uuid[]) as t (id)
         union
         select s.target, w.document_id from stands_for s join delivery.withdrawal w on w.replaced_by = s.via
         where not exists (select 1 from delivery.listing l where l.document_id = w.document_id and l.locale = w.locale and l.to_seq is null)
         and not exists (select 1 from delivery.withdrawal n where n.document_id = w.document_id and n.locale = w.locale and n.seq > w.seq)
       )
       select distinct l.document_id as "documentId", l.locale, l.slug, s.target
       from stands_for s
       join delivery.reference r on r.target = s.via and r.role = any ($2::text[])
       join delivery.listing l on l.document_id = r.document_id and l.locale = r.locale and l.to_seq is null
       where r.from_seq = (select max(e.from_seq) from delivery.edition_row e where e.document_id = r.document_id and e.locale = r.locale)
       order by l.slug`,
      [ids, HOLDING_ROLES],
    );
  }

  /** Hash of the last revision and of the live edition of each variant, hex. */
  async hashes(keys: readonly VariantKey[]): Promise<ReadonlyMap<string, KnownHashes>> {
    const rows = await this.work.rows<{
      document_id: string;
      locale: string;
      last: Buffer | null;
      live: Buffer | null;
    }>(
      `select v.document_id, v.locale, r.hash as last,
         (select er.hash from delivery.listing l join delivery.edition_row er using (document_id, locale)
          where l.document_id = v.document_id and l.locale = v.locale and l.to_seq is null and er.edition = v.last_edition) as live
       from unnest($1::uuid[], $2::text[]) as k (document_id, locale) join content.variant v using (document_id, locale)
       left join content.revision r on r.document_id = v.document_id and r.locale = v.locale and r.number = v.last_revision`,
      [keys.map((key) => key.documentId), keys.map((key) => key.locale)],
    );
    return new Map(
      rows.map((row) => [
        `${row.document_id} ${row.locale}`,
        { lastRevision: row.last?.toString('hex') ?? null, live: row.live?.toString('hex') ?? null },
      ]),
    );
  }

  async audienceBits(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.work.rows<{ key: string; bit: number }>(
      'select key, bit from delivery.audience where to_seq is null',
    );
    return new Map(rows.map((row) => [row.key, row.bit]));
  }

  /** The number by which the read model knows each topic, given on its first publication. Nobody else publishes it: it is held. */
  async topicNumbers(documentIds: readonly string[]): Promise<void> {
    await this.work.rows(
      `insert into delivery.topic_node (document_id) select distinct t.id from unnest($1::uuid[]) as t (id)
       where not exists (select from delivery.topic_node n where n.document_id = t.id)`,
      [documentIds],
    );
  }

  async writeRevisions(items: readonly Proposed[], author: string): Promise<void> {
    const fresh = items.filter((item) => item.newRevision);
    await this.revisions.write(fresh.map(revisionOf), author);
    const counters = items.map(({ documentId, locale, revision, nextEdition, fromDraft }) => ({
      documentId,
      locale,
      revision,
      edition: nextEdition,
      fromDraft,
    }));
    // An older revision that goes live again leaves the numbers, and what the draft grew from, as they are.
    await this.work.rows(
      `update content.variant v set last_revision = greatest(v.last_revision, r.revision), last_edition = r.edition,
         based_on = case when r."fromDraft" then r.revision else v.based_on end
       from jsonb_to_recordset($1) as r ("documentId" uuid, locale text, revision int4, edition int4, "fromDraft" boolean)
       where v.document_id = r."documentId" and v.locale = r.locale`,
      [JSON.stringify(counters)],
    );
  }

  /** What can be made of the items before the counter is taken, which everybody waits for: their words, and long parameters. */
  async stage(items: readonly Worded[]): Promise<Staged> {
    // What a revision holds already (slug, body, hash) is taken from there.
    const editions = items.map(
      ({ documentId, locale, kind, revision, edition, changeKind, note, hash64, rendered, repeats }) => ({
        documentId,
        locale,
        kind,
        revision,
        edition,
        changeKind,
        note,
        hash64,
        rendered,
        repeats,
      }),
    );
    const read = items.map((item) => ({ ...item, bodyFormat: BODY_FORMAT }));
    return { editions: inPieces(editions), words: await this.search.read(read) };
  }

  async numberEditions(seq: number, items: readonly Placed[]): Promise<void> {
    const numbers = items.map(({ documentId, locale, edition, revision, changeKind, note, repeats }) => ({
      documentId,
      locale,
      edition,
      revision,
      changeKind,
      note,
      repeats,
    }));
    for (const piece of inPieces(numbers))
      await this.work.rows(
        `insert into content.edition (document_id, locale, number, revision, seq, change_kind, note, repeats)
       select "documentId", locale, edition, revision, $2, "changeKind", note, repeats
       from jsonb_to_recordset($1) as r ("documentId" uuid, locale text, edition int4, revision int4, "changeKind" text, note text, repeats int4)`,
        [piece, seq],
      );
  }

  /** What becomes visible says this, under the number just taken; revisions and listings are written. */
  async writeEditions(seq: number, at: string, { editions, words }: Staged): Promise<void> {
    for (const piece of editions)
      await this.work.rows(
        `insert into delivery.edition_row (document_id, locale, from_seq, edition, kind, slug, published_at, change_kind, note, hash, hash64, body_format, body, rendered, repeats)
       select "documentId", r.locale, $2, r.edition, r.kind, v.slug, coalesce(p.published_at, $3::timestamptz), "changeKind", r.note, v.hash, r.hash64::int8, v.body_format, v.body,
         coalesce(p.rendered, r.rendered), r.repeats
       from jsonb_to_recordset($1) as r ("documentId" uuid, locale text, revision int4, edition int4, kind text, "changeKind" text, note text, hash64 text, rendered jsonb, repeats int4)
       join content.revision v on v.document_id = r."documentId" and v.locale = r.locale and v.number = r.revision
       left join delivery.edition_row p on p.document_id = r."documentId" and p.locale = r.locale and p.edition = r.repeats`,
        [piece, seq, at],
      );
    await this.search.put(words);
  }

  /** What becomes visible refers to this. A reference says what its host is, and under what it is filed. */
  async writeReferences(seq: number, items: readonly Placed[]): Promise<void> {
    const references = items.flatMap(({ documentId, locale, references: list }) =>
      list.map(({ ordinal, role, target, pinLocale, pinEdition }) => ({
        documentId,
        locale,
        ordinal,
        role,
        target,
        pinLocale,
        pinEdition,
      })),
    );
    for (const piece of inPieces(references))
      await this.work.rows(
        `insert into delivery.reference (document_id, locale, from_seq, ordinal, role, target, pin_locale, pin_edition, kind, audience, topics)
       select r."documentId", r.locale, $2, r.ordinal, r.role, r.target, r."pinLocale", r."pinEdition", l.kind, l.audience, l.topics
       from jsonb_to_recordset($1) as r ("documentId" uuid, locale text, ordinal int4, role text, target uuid, "pinLocale" text, "pinEdition" int4)
       join delivery.listing l on l.document_id = r."documentId" and l.locale = r.locale and l.to_seq is null`,
        [piece, seq],
      );
  }

  /** Where everything that becomes visible stands. Old periods close before new ones open, so slugs can be swapped. */
  async moveListings(seq: number, at: string, items: readonly Placed[]): Promise<void> {
    const wanted = items.map(({ documentId, locale, kind, slug, audience, topics }) => ({
      documentId,
      locale,
      kind,
      slug,
      audience,
      topics,
    }));
    // A period is left open when nothing that it says has changed: a correction then updates no row at all.
    const changed = await this.work.rows<{
      documentId: string;
      locale: string;
      kind: string;
      slug: string;
      audience: number;
      topics: number[];
    }>(
      `with wanted as (
         select w."documentId", w.locale, w.kind, w.slug, w.audience,
           coalesce((select array_agg(n.topic order by t.place) from jsonb_array_elements_text(w.topics) with ordinality as t (id, place) join delivery.topic_node n on n.document_id = t.id::uuid), '{}') as topics
         from jsonb_to_recordset($1) as w ("documentId" uuid, locale text, kind text, slug text, audience int2, topics jsonb)
       ), different as (
         select w.* from wanted w left join delivery.listing l on l.document_id = w."documentId" and l.locale = w.locale and l.to_seq is null
         where l.document_id is null or l.slug <> w.slug or l.audience <> w.audience or l.topics <> w.topics
       ), closed as (
         update delivery.listing l set to_seq = $2 from different d where l.document_id = d."documentId" and l.locale = d.locale and l.to_seq is null
       ), closed_topics as (
         update delivery.listing_topic l set to_seq = $2 from different d where l.document_id = d."documentId" and l.locale = d.locale and l.to_seq is null
       )
       select "documentId", locale, kind, slug, audience, topics from different`,
      [JSON.stringify(wanted), seq],
    );
    if (changed.length === 0) return;
    await this.work.rows(
      `with opened as (
         insert into delivery.listing (document_id, locale, kind, slug, published_at, appeared_at, from_seq, audience, topics)
         select d."documentId", d.locale, d.kind, d.slug,
           coalesce((select min(l.published_at) from delivery.listing l where l.document_id = d."documentId" and l.locale = d.locale), $3::timestamptz),
           coalesce((select min(l.appeared_at) from delivery.listing l where l.document_id = d."documentId"), $3::timestamptz), $2, d.audience,
           array(select t::int4 from jsonb_array_elements_text(d.topics) as x (t))
         from jsonb_to_recordset($1) as d ("documentId" uuid, locale text, kind text, slug text, audience int2, topics jsonb)
         returning document_id, locale, kind, slug, published_at, appeared_at, audience, topics
       )
       insert into delivery.listing_topic (topic, kind, locale, slug, published_at, appeared_at, document_id, audience, topics, from_seq)
       select distinct t.topic, o.kind, o.locale, o.slug, o.published_at, o.appeared_at, o.document_id, o.audience, o.topics, $2::int8 from opened o cross join unnest(o.topics) as t (topic)`,
      [JSON.stringify(changed), seq, at],
    );
  }

  async writeWithdrawals(seq: number, at: string, withdrawals: readonly WithdrawalRow[]): Promise<void> {
    if (withdrawals.length === 0) return;
    await this.work.rows(
      `with gone as (
         select * from jsonb_to_recordset($1) as w ("documentId" uuid, locale text, reason text, "replacedBy" uuid, notice text, repeats int8)
       ), closed as (
         update delivery.listing l set to_seq = $2 from gone g where l.document_id = g."documentId" and l.locale = g.locale and l.to_seq is null
         returning l.document_id, l.locale, l.kind, l.slug, g.reason, g."replacedBy", g.notice, g.repeats
       ), closed_topics as (
         update delivery.listing_topic l set to_seq = $2 from gone g where l.document_id = g."documentId" and l.locale = g.locale and l.to_seq is null
       )
       insert into delivery.withdrawal (document_id, locale, seq, kind, slug, at, reason, replaced_by, notice)
       select c.document_id, c.locale, $2, c.kind, coalesce(p.slug, c.slug), coalesce(p.at, $3::timestamptz), coalesce(p.reason, c.reason), c."replacedBy", c.notice
       from closed c left join delivery.withdrawal p on p.document_id = c.document_id and p.locale = c.locale and p.seq = c.repeats`,
      [JSON.stringify(withdrawals), seq, at],
    );
    await this.search.remove(withdrawals);
  }

  /** Where each topic hangs from now on; says which would contain themselves. */
  async moveTopics(
    seq: number,
    topics: readonly { documentId: string; broader: string | null }[],
  ): Promise<readonly string[]> {
    if (topics.length === 0) return [];
    await this.work.rows(
      `with wanted as (
         select n.topic, b.topic as broader from jsonb_to_recordset($1) as w ("documentId" uuid, broader uuid)
         join delivery.topic_node n on n.document_id = w."documentId" left join delivery.topic_node b on b.document_id = w.broader
       ), moved as (
         select w.* from wanted w left join delivery.topic_tree t on t.topic = w.topic and t.to_seq is null
         where t.topic is null or t.broader is distinct from w.broader
       ), closed as (
         update delivery.topic_tree t set to_seq = $2 from moved m where t.topic = m.topic and t.to_seq is null returning t.topic
       )
       insert into delivery.topic_tree (topic, broader, from_seq) select m.topic, m.broader, $2 from moved m left join closed c using (topic)`,
      [JSON.stringify(topics), seq],
    );
    const cycles = await this.work.rows<{ id: string }>(
      `with recursive upward (start, topic, depth) as (
         select n.topic, t.broader, 1 from unnest($1::uuid[]) as w (id) join delivery.topic_node n on n.document_id = w.id join delivery.topic_tree t on t.topic = n.topic and t.to_seq is null
         union
         select u.start, t.broader, u.depth + 1 from upward u join delivery.topic_tree t on t.topic = u.topic and t.to_seq is null where u.topic <> u.start and u.depth < 200
       )
       select n.document_id as id from upward u join delivery.topic_node n on n.topic = u.start where u.topic = u.start or u.depth >= 200 group by n.document_id`,
      [topics.map((topic) => topic.documentId)],
    );
    return cycles.map((row) => row.id);
  }

  async anyNoticeLive(): Promise<boolean> {
    const [row] = await this.work.rows<{ live: boolean }>(
      `select exists (select 1 from delivery.listing where kind = 'notice' and to_seq is null) as live`,
    );
    return row?.live ?? false;
  }
}

/** The revision that a proposal makes. */
export function revisionOf(item: Proposed): NewRevision {
  const { documentId, locale, revision, slug, hash, note, basedOn, references } = item;
  return {
    documentId,
    locale,
    number: revision,
    slug,
    body: wordsKept(item),
    bodyFormat: BODY_FORMAT,
    hash,
    note,
    basedOn,
    references,
  };
}
