import type { Statement } from '#platform';
import { editionAt, visible } from './fragments.js';

/** $2 locale: every pair that is visible at S, whoever asks, with what its scope is decided by. Explanations stay behind. */
export const MYTHS: Statement = {
  name: 'delivery.myths',
  text: `
  select l.document_id::text as "documentId", l.audience::int4 as audience, l.topics,
    e.body - 'explanation' as body, e.body_format as "bodyFormat"
  from (select * from delivery.listing x where x.kind = 'myth-fact' and x.locale = $2 and ${visible('x')}) l
  cross join lateral ${editionAt('l.document_id', 'l.locale', 'null::int4')} e
  order by l.document_id`,
};

/**
 * $2 locale, $3 an earlier seq, $4 its mark, $5 the mark of S: whether both are of this history and the pairs of the locale
 * are the same at both. Looks only at what was published between the two.
 */
export const SAME_MYTHS: Statement = {
  name: 'delivery.same-myths',
  text: `
  select exists (select from ledger.publication p where p.seq = $3 and p.mark = decode($4, 'hex'))
    and exists (select from ledger.publication p where p.seq = $1 and p.mark = decode($5, 'hex'))
    and not exists (
      select from delivery.edition_row e
      where e.from_seq > $3 and e.from_seq <= $1 and e.kind = 'myth-fact' and e.locale = $2)
    and not exists (
      select from delivery.listing l
      where l.from_seq > $3 and l.from_seq <= $1 and l.kind = 'myth-fact' and l.locale = $2)
    and not exists (
      select from delivery.listing l
      where l.to_seq > $3 and l.to_seq <= $1 and l.kind = 'myth-fact' and l.locale = $2)
    and not exists (
      select from delivery.tombstone t
      where t.seq > $3 and t.kind = 'myth-fact' and t.locale = $2) as same`,
};
