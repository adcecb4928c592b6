import type { RowCheck } from './checks.js';

export const FINDING_ROW_CHECKS: readonly RowCheck[] = [
  {
    name: 'editors find every draft by what it says',
    looked: 'select count(*) from content.finding',
    sql: `select coalesce(v.document_id, f.document_id) || ' (' || coalesce(v.locale, f.locale) || ') is not found by what its draft says' as broken
          from content.variant v full join content.finding f on f.document_id = v.document_id and f.locale = v.locale
          where v.document_id is null or f.document_id is null or f is distinct from content.finding_of(v)`,
  },
];
