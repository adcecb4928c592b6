import { isKind } from '#content';
import { noticeJson, toSummary } from '#interchange';
import { listDocuments } from '../read/list-documents.js';
import { checkLocale } from '../read/rules.js';
import { type Answer, jsonAnswer, NOT_FOUND, notAcceptable } from './answer.js';
import type { Asked } from './asked.js';
import { formatNamed, negotiate } from './formats.js';
import { AFTER, AS_OF, AUDIENCE, FIRST, LOCALE, one, ORDER, REGION, TOPIC } from './parameters.js';

const JSON_ONLY = [formatNamed('json')].filter((format) => format !== null);
const USUAL = '20';

/** `/v1/{kind}`: a page of a list, newest first. `next` is the address of the page after it. */
export async function answerList(asked: Asked): Promise<Answer> {
  const { session, given, addresses } = asked;
  const locale = checkLocale(session.rules, one(given, LOCALE));
  const [kind = '', suffix = null] = (asked.path['kind'] ?? '').split(/\.(.*)/su);
  if (!isKind(kind) || (suffix !== null && suffix !== 'json')) return NOT_FOUND;
  if (suffix === null && negotiate(asked.accept, JSON_ONLY) === null) return notAcceptable(['application/json']);
  const topics = given.get(TOPIC.name);
  const audiences = given.get(AUDIENCE.name);
  const { edges, pageInfo } = await listDocuments(session, kind, {
    first: Number(one(given, FIRST) ?? USUAL),
    after: one(given, AFTER),
    filter: { topics: topics ?? null, audiences: audiences ?? null },
    orderBy: one(given, ORDER) === 'oldest' ? 'PUBLISHED_AT_ASC' : 'PUBLISHED_AT_DESC',
    locale,
  });
  const read = await session.current();
  const notices = await read.load.notices.load({ region: one(given, REGION), locale });
  const query = Object.fromEntries(
    [LOCALE, REGION, ORDER, FIRST, AS_OF].map((parameter) => [parameter.name, one(given, parameter)]),
  );
  const next =
    pageInfo.hasNextPage && pageInfo.endCursor
      ? addresses.list(kind, {
          ...query,
          topic: topics ?? null,
          audience: audiences ?? null,
          after: pageInfo.endCursor,
        })
      : null;
  const documents = edges.map(({ node }) => node.published);
  return jsonAnswer(
    {
      kind,
      locale,
      items: documents.map((document) => toSummary(document, addresses.document(document))),
      next,
      notices: notices.map(noticeJson),
    },
    {
      headers: { 'content-language': locale, ...(next === null ? {} : { link: `<${next}>; rel="next"` }) },
      tags: [`kind-${kind}`, 'kind-notice'],
    },
  );
}
