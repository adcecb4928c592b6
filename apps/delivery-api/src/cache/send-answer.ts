import type { IncomingMessage, ServerResponse } from 'node:http';
import { allowAnyOrigin, type Answer, type Encoding, keepBody } from '#edge';
import { type Asker, headersOf } from './answer-headers.js';

/** One request on its way through the front. */
export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly pass: () => void;
  /** Read already; null where none was expected. */
  readonly body: Buffer | null;
}

/** What was sent, ready to be sent again. */
export interface Sent {
  readonly encoding: Encoding;
  readonly headers: string[];
}

/** What is sent but not kept: errors, partial data. */
export interface Refused {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
}

/** To whatever stands behind the front. */
export function passOn({ request, pass, body }: Call): void {
  if (body !== null) keepBody(request, body);
  pass();
}

/** Sends what was sent last; false when the call wants another encoding or names what it holds. */
export function sendAgain({ request: { headers }, response }: Call, answer: Answer, sent: Sent): boolean {
  if (headers['if-none-match'] !== undefined) return false;
  if (answer.encodingFor(headers['accept-encoding']?.toString()) !== sent.encoding) return false;
  const bytes = answer.made(sent.encoding);
  if (!bytes) return false;
  response.writeHead(answer.status, sent.headers).end(bytes);
  return true;
}

/** What else follows from sending an answer. */
export interface Heard {
  /** It can be sent again like this. */
  readonly sent?: (sent: Sent) => void;
  /** The answer has grown by so many bytes. */
  readonly grown?: (bytes: number) => void;
  readonly notModified?: () => void;
}

/** Sends an answer as this call takes it; a promise only while an encoding has to be made. To a HEAD, node:http writes the same without the body. */
export function sendAnswer(call: Call, answer: Answer, asker: Asker, heard: Heard): Promise<void> | void {
  const { request, response } = call;
  const encoding = answer.encodingFor(request.headers['accept-encoding']?.toString());
  const held = request.headers['if-none-match'];
  // Asked for by POST as well: the operation is a read, and a caller that sends its validator wants to hear of it.
  if (held !== undefined && answer.isHeldBy(held)) {
    heard.notModified?.();
    response.writeHead(304, headersOf(answer, asker, encoding, null)).end();
    return;
  }
  const write = (bytes: Buffer) => {
    const headers = headersOf(answer, asker, encoding, bytes.length);
    heard.sent?.({ encoding, headers });
    response.writeHead(answer.status, headers).end(bytes);
  };
  const bytes = answer.variant(encoding, heard.grown ?? (() => undefined));
  if (!Buffer.isBuffer(bytes)) return bytes.then(write);
  write(bytes);
}

export function sendRefused(response: ServerResponse, { status, headers, body }: Refused): void {
  allowAnyOrigin(response);
  for (let at = 0; at < headers.length; at += 2) response.setHeader(headers[at] ?? '', headers[at + 1] ?? '');
  response.setHeader('cache-control', 'no-store');
  response.writeHead(status, { 'content-length': Buffer.byteLength(body) }).end(body);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  sendRefused(response, {
    status,
    headers: ['content-type', 'application/json; charset=utf-8'],
    body: JSON.stringify(body),
  });
}
