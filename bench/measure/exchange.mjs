import { createHash } from 'node:crypto';
import { Connection, requestBytes } from './connection.mjs';
import { compact } from '../queries.mjs';

/** Written by node:http itself, for the API and for the reference alike. */
const WRITTEN_BY_NODE = new Set(['date', 'connection', 'keep-alive']);

export const bodyOf = (query, variables) => Buffer.from(JSON.stringify({ query: compact(query), variables }));

/** As builds of clients name their operations: by a hash of the text. */
export const registrationOf = (name, query) => ({
  id: createHash('sha256').update(compact(query)).digest('hex'),
  name,
  document: compact(query),
});

/** What a client sends whose operations are registered. */
export const registeredBodyOf = (query, variables) =>
  Buffer.from(JSON.stringify({ documentId: registrationOf('', query).id, variables }));

/** Asks one thing after the other on one connection and keeps the bytes of each answer. */
export class Asker {
  constructor(url) {
    this.connection = new Connection(Number(new URL(url).port), { keepBody: true });
  }

  /** `request` is the body of a POST, `address` what is got without one; `headers` are those that it has besides. */
  async exchange({ request = Buffer.alloc(0), headers = {}, address = null }) {
    const bytes = requestBytes(request, headers, address);
    const answer = await new Promise((resolve, reject) =>
      this.connection.send(bytes, (error, found) => (error ? reject(error) : resolve(found))),
    );
    return { request, headers, address, ...answer };
  }

  /** The data of an operation that must succeed. */
  async ask(query, variables) {
    return dataOf(await this.exchange({ request: bodyOf(query, variables) }));
  }

  end() {
    this.connection.end();
  }
}

/** The answers to all requests, in their order, a few at a time. */
export async function exchangeAll(url, requests) {
  const answers = [];
  let next = 0;
  const work = async () => {
    const asker = new Asker(url);
    while (next < requests.length) {
      const at = next++;
      answers[at] = await asker.exchange(requests[at]);
    }
    asker.end();
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return answers;
}

/** For an address, which must lead somewhere. */
export function requireFound({ status, address, body }) {
  if (status !== 200) throw new Error(`${address} is answered with ${status}:\n${body.toString().slice(0, 500)}`);
}

export function dataOf({ status, body, request }) {
  const parsed = JSON.parse(body.toString());
  const [root] = Object.values(parsed.data ?? {});
  if (status !== 200 || parsed.errors || root === null || root === undefined)
    throw new Error(
      `The API did not answer as it should (status ${status}):\n${request.toString().slice(0, 500)}\n${body.toString().slice(0, 500)}`,
    );
  return parsed.data;
}

function headerLines(head) {
  return head
    .split('\r\n')
    .slice(1)
    .map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
}

/** The same request by somebody who holds the answer already; none where the answer has no validator. */
export function revalidationOf({ request, address, head }) {
  const etag = headerLines(head).find(([name]) => name.toLowerCase() === 'etag')?.[1];
  return etag === undefined ? [] : [{ request, address, headers: { 'If-None-Match': etag } }];
}

/** Headers that a server must set itself to send the same answer again. */
export function ownHeaders({ head }) {
  return headerLines(head)
    .filter(([name]) => !WRITTEN_BY_NODE.has(name.toLowerCase()))
    .flat();
}

export function keepAliveSeconds({ head }) {
  return Number(
    /timeout=(\d+)/.exec(headerLines(head).find(([name]) => name.toLowerCase() === 'keep-alive')?.[1] ?? '')?.[1] ?? 5,
  );
}

/** Equal to the last byte, body and head; only the date may differ. */
export function sameAnswer(one, other) {
  const head = (answer) => answer.head.replace(/\r\ndate: [^\r]*/i, '');
  return one.status === other.status && one.body.equals(other.body) && head(one) === head(other);
}
