import type { Statement } from '#platform';
import { instant } from '../persistence/fragments.js';

/** $1 hash of a token, $2 now: the link, with the partner that it reads as. An ended one and none at all are the same. */
export const LINK: Statement = {
  name: 'preview.link',
  text: `
  select l.id::text as id, encode(l.mark, 'hex') as mark, l.base::text as base, l.document_id::text as "documentId", l.locale, ${instant('l.expires_at')} as "expiresAt",
    p.partner_id::text as "partnerId", p.handle
  from preview.link l
  cross join lateral (
    select s.partner_id, s.handle from access.delivery_scope s where s.handle = l.partner order by s.from_seq desc limit 1) p
  where l.token_hash = $1 and l.expires_at > $2::timestamptz`,
};

/** $1 link: what it lays over what is published. */
export const CHANGES: Statement = {
  name: 'preview.changes',
  text: `
  select e.document_id::text as "documentId", e.locale, e.kind, e.slug, null as withdrawn
  from preview.edition_row_over e where e.link = $1
  union all
  select w.document_id::text, w.locale, w.kind, w.slug, w.reason from preview.withdrawal_over w where w.link = $1
  order by kind, slug, locale`,
};

/** $1 link. */
export const OBJECTIONS: Statement = {
  name: 'preview.objections',
  text: 'select o.kind, o.message, o.path from preview.objection o where o.link = $1 order by o.ordinal',
};
