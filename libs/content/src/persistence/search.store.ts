import { UnitOfWork } from '#platform';
import { type Kind } from '../domain/kinds/kinds.js';
import { ownWords } from '../domain/kinds/text-of.js';
import { upcast } from '../domain/kinds/upcast.js';
import { inPieces } from './pieces.js';

/** Raised when `ownWords`, or what is done with them, changes: the next start then writes every row anew. */
export const SEARCH_FORMAT = 1;

export interface SearchableEdition {
  readonly documentId: string;
  readonly locale: string;
  readonly kind: Kind;
  readonly body: object;
  readonly bodyFormat: number;
}

interface LexemeRow {
  readonly locale: string;
  readonly lexeme: string;
}

/** What a search narrows by, from an open listing `l` and its own topic number `n`: the second half of a row's vector. */
const SEARCH_KEYS = (place: string) =>
  `delivery.search_keys(l.locale, l.kind, l.audience, l.topics, n.topic, ${place})`;

/** A row of delivery.search as it must be, from an open listing `l`, its own topic number `n` and words `w.words`. */
export const SEARCH_VECTOR = (place: string) => `delivery.search_vector(l.locale, w.words) || ${SEARCH_KEYS(place)}`;

/** The words of a variant as the index takes them: a tsvector in its text form. Made before the counter is taken. */
export interface SearchableWords {
  readonly documentId: string;
  readonly locale: string;
  readonly words: string;
}

/** What `delivery.search_vector` takes. */
export function searchWords({ documentId, locale, kind, body, bodyFormat }: SearchableEdition) {
  const { title, summary, claims, phrasings, body: text } = ownWords(kind, upcast(kind, body, bodyFormat));
  return {
    documentId,
    locale,
    words: { title, summary, claims: claims.join('\n'), phrasings: phrasings.join('\n'), body: text },
  };
}

/**
 * Keeps the words of what is live, and how many documents have each. Written with the counter held, where commits are serial:
 * the counts of common words are rows that every publication changes. Reading a text into words is most of the work, needs
 * nothing of that, and is done before.
 */
export class SearchStore {
  constructor(private readonly work: Pick<UnitOfWork, 'rows'>) {}

  /** Reads texts into words. Depends on nothing but the texts and their languages. */
  async read(editions: readonly SearchableEdition[]): Promise<readonly SearchableWords[]> {
    const read: (readonly SearchableWords[])[] = [];
    for (const piece of inPieces(editions.map(searchWords)))
      read.push(
        await this.work.rows<SearchableWords>(
          `select w."documentId", w.locale, delivery.search_vector(w.locale, w.words)::text as words
           from jsonb_to_recordset($1) as w ("documentId" uuid, locale text, words jsonb)`,
          [piece],
        ),
      );
    return read.flat();
  }

  /** The words of live variants; their listings are written already. A place is kept for as long as a variant stays live. */
  async put(read: readonly SearchableWords[]): Promise<void> {
    for (const piece of inPieces(read)) {
      const unused = await this.work.rows<LexemeRow>(
        `with wanted as materialized (
           select l.document_id, l.locale, l.kind, l.audience, l.topics, n.topic, w.words, s.tsv as old, l.from_seq, s.place as old_place
           from jsonb_to_recordset($1) as w ("documentId" uuid, locale text, words tsvector)
           join delivery.listing l on l.document_id = w."documentId" and l.locale = w.locale and l.to_seq is null
           left join delivery.topic_node n on l.kind = 'topic' and n.document_id = l.document_id
           left join delivery.search s on s.document_id = l.document_id and s.locale = l.locale
           order by l.published_at, l.document_id, l.locale
         ), placed as materialized (
           select w.*, coalesce(w.old_place, nextval('delivery.search_place')) as place from wanted w
         ), fresh as materialized (
           select l.*, l.words || ${SEARCH_KEYS('l.place')} as tsv from placed l cross join lateral (select l.topic) n
         ), written as (
           insert into delivery.search (document_id, locale, from_seq, place, kind, audience, topics, tsv)
           select document_id, locale, from_seq, place, kind, audience, topics, tsv from fresh where old is null
         ), rewritten as (
           update delivery.search s set kind = f.kind, audience = f.audience, topics = f.topics, tsv = f.tsv from fresh f
           where f.old is not null and s.document_id = f.document_id and s.locale = f.locale
             and (s.kind, s.audience, s.topics, s.tsv) is distinct from (f.kind, f.audience, f.topics, f.tsv)
         ), changes as (
           select locale, lexeme, sum(change) as change from (
             select f.locale, t.lexeme, 1 as change from fresh f cross join unnest(tsvector_to_array(f.tsv)) as t (lexeme)
             union all select f.locale, t.lexeme, -1 from fresh f cross join unnest(tsvector_to_array(f.old)) as t (lexeme)) c
           group by locale, lexeme having sum(change) <> 0
         ), counted as (
           update delivery.search_lexeme x set documents = x.documents + c.change from changes c
           where x.locale = c.locale and x.lexeme = c.lexeme returning x.locale, x.lexeme, x.documents
         ), first_seen as (
           insert into delivery.search_lexeme (locale, lexeme, documents) select c.locale, c.lexeme, c.change from changes c
           where not exists (select from delivery.search_lexeme x where x.locale = c.locale and x.lexeme = c.lexeme)
         )
         select locale, lexeme from counted where documents <= 0`,
        [piece],
      );
      await this.forget(unused);
    }
  }

  async remove(keys: readonly { readonly documentId: string; readonly locale: string }[]): Promise<void> {
    if (keys.length === 0) return;
    const unused = await this.work.rows<LexemeRow>(
      `with gone as (
         delete from delivery.search s using unnest($1::uuid[], $2::text[]) as k (document_id, locale)
         where s.document_id = k.document_id and s.locale = k.locale returning s.locale, s.tsv
       ), changes as (
         select g.locale, t.lexeme, count(*) as change from gone g cross join unnest(tsvector_to_array(g.tsv)) as t (lexeme) group by g.locale, t.lexeme
       ), counted as (
         update delivery.search_lexeme x set documents = x.documents - c.change from changes c
         where x.locale = c.locale and x.lexeme = c.lexeme returning x.locale, x.lexeme, x.documents
       )
       select locale, lexeme from counted where documents <= 0`,
      [keys.map((key) => key.documentId), keys.map((key) => key.locale)],
    );
    await this.forget(unused);
  }

  /** A word that nothing live has must not be left where readers look for words like theirs. */
  private async forget(unused: readonly LexemeRow[]): Promise<void> {
    if (unused.length === 0) return;
    await this.work.rows(
      `delete from delivery.search_lexeme x using unnest($1::text[], $2::text[]) as u (locale, lexeme)
       where x.locale = u.locale and x.lexeme = u.lexeme and x.documents <= 0`,
      [unused.map((row) => row.locale), unused.map((row) => row.lexeme)],
    );
  }
}
