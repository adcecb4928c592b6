import type { Statement } from '#platform';
import { OTHERS } from './meter.js';

/** Names that are kept for a partner and a day: callers choose them, and every process has some of its own. */
const MOST_OPERATIONS = 200;

/**
 * $1 partners, $2 operations, $3 to $5 how often, $6 the day: adds to what is written. A name too many is written as
 * others. In the order of the key, so that two processes never wait for each other.
 */
export const ADD_USAGE: Statement = {
  name: 'traffic.add-usage',
  text: `
  with given as (
    select g.partner_id, g.operation, g.requests, g.unchanged, g.refused
    from unnest($1::uuid[], $2::text[], $3::int8[], $4::int8[], $5::int8[]) as g (partner_id, operation, requests, unchanged, refused)),
  named as (
    select g.partner_id,
      case when exists (select from traffic.usage u where u.partner_id = g.partner_id and u.day = $6::date and u.operation = g.operation)
        or (select count(*) from traffic.usage u where u.partner_id = g.partner_id and u.day = $6::date) < ${MOST_OPERATIONS}
      then g.operation else '${OTHERS}' end as operation, g.requests, g.unchanged, g.refused
    from given g)
  insert into traffic.usage as u (partner_id, day, operation, requests, unchanged, refused)
  select n.partner_id, $6::date, n.operation, sum(n.requests), sum(n.unchanged), sum(n.refused)
  from named n group by n.partner_id, n.operation order by n.partner_id, n.operation
  on conflict (partner_id, day, operation) do update set
    requests = u.requests + excluded.requests, unchanged = u.unchanged + excluded.unchanged, refused = u.refused + excluded.refused`,
};
