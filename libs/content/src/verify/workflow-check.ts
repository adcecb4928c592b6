import type { RowCheck } from './checks.js';

const named = `v.document_id || ' (' || v.locale || ')'`;

export const WORKFLOW_ROW_CHECKS: readonly RowCheck[] = [
  {
    name: 'what is in review or approved is what was frozen',
    looked: `select count(*) from content.variant where workflow_state in ('in-review', 'approved')`,
    sql: `select ${named} || ' is ' || v.workflow_state || ' and says something else than its revision' as broken
          from content.variant v left join content.review w on w.id = v.review
          left join content.revision r on r.document_id = w.document_id and r.locale = w.locale and r.number = w.revision
          where v.workflow_state in ('in-review', 'approved')
          and (r.number is null or w.document_id <> v.document_id or w.locale <> v.locale or r.body <> v.draft or r.slug is distinct from v.slug
            or (w.outcome is null) <> (v.workflow_state = 'in-review') or (w.outcome is not null and w.outcome <> 'approved'))`,
  },
  {
    name: 'what is published or withdrawn by its state is so',
    looked: `select count(*) from content.variant where workflow_state in ('published', 'withdrawn')`,
    sql: `select ${named} || ' is ' || v.workflow_state || ' by its state, and not in public' as broken from content.variant v
          where v.workflow_state in ('published', 'withdrawn')
          and (v.workflow_state = 'published') <> exists (select from delivery.listing l where l.document_id = v.document_id and l.locale = v.locale and l.to_seq is null)`,
  },
  {
    name: 'a draft keeps older versions of itself, and no other',
    looked: 'select count(*) from content.draft_version',
    sql: `select ${named} || ' keeps version ' || d.version || ' and is at ' || v.draft_version as broken
          from content.draft_version d join content.variant v using (document_id, locale) where d.version >= v.draft_version`,
  },
];
