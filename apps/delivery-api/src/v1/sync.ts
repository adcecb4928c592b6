import { isKind, type Kind } from '#content';
import { type AskedChanges, noteFilled, readChanges } from '../sync/read-changes.js';
import { JSON_TYPE, type Written } from './answer.js';
import type { Asked } from './asked.js';
import { type Given, one, SYNC_FIRST, SYNC_KINDS, SYNC_LOCALES, SYNC_TAG, SYNC_TOKEN } from './parameters.js';

/** Changes on a page where nothing is said. */
const USUAL = 200;

/** `/v1/sync`: one page of what a copy lacks; `next` is the address of the page after it, until the copy is complete. */
export async function answerSync({ session, given, addresses }: Asked): Promise<Written> {
  const changes = await readChanges(session, askedOf(given, Number(one(given, SYNC_FIRST) ?? USUAL)));
  noteFilled(session, changes);
  const { token, hasMore, proof } = changes;
  const next = hasMore
    ? addresses.sync({
        token,
        first: one(given, SYNC_FIRST),
        kind: given.get(SYNC_KINDS.name) ?? null,
        locale: given.get(SYNC_LOCALES.name) ?? null,
        schemaTag: one(given, SYNC_TAG),
      })
    : null;
  const rest = {
    removals: changes.removals,
    token,
    hasMore,
    next,
    count: proof?.count ?? null,
    checksum: proof?.checksum ?? null,
    attribution: changes.attribution,
  };
  return {
    status: 200,
    contentType: JSON_TYPE,
    body: `{"upserts":[${changes.upserts.map(({ json }) => json).join(',')}],${JSON.stringify(rest).slice(1)}\n`,
    ...(next === null ? {} : { headers: { link: `<${next}>; rel="next"` } }),
  };
}

/** What an address of this feed asks for. */
export function askedOf(given: Given, first: number, token = one(given, SYNC_TOKEN)): AskedChanges {
  const kinds = given.get(SYNC_KINDS.name)?.filter((kind): kind is Kind => isKind(kind));
  return {
    token,
    first,
    kinds: kinds ?? null,
    locales: given.get(SYNC_LOCALES.name) ?? null,
    schemaTag: one(given, SYNC_TAG),
  };
}
