import type { Statement } from '#platform';

/** $1 a version: the present one, and every registered id unless that is it. */
export const REGISTRY: Statement = {
  name: 'delivery.operation-registry',
  text: `
  select r.version::float8 as version,
         case when r.version <> $1::int8 then array(select o.id from access.operation o) end as ids
  from access.operation_registry r`,
};

/** The next ones after the id $1; $2 how many. */
export const OPERATIONS: Statement = {
  name: 'delivery.operations',
  text: 'select o.id, o.name, o.document from access.operation o where o.id > $1::text order by o.id limit $2',
};

export const OPERATION: Statement = {
  name: 'delivery.operation',
  text: 'select o.document from access.operation o where o.id = $1::text',
};
