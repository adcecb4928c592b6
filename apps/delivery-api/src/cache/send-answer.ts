import type { IncomingMessage, ServerResponse } from 'node:http';
import { allowAnyOrigin, type Answer, type Encoding, keepBody } from '#edge';
import { type Admission, rateHeaders } from '../traffic/admission.js';
import { type Asker, headersOf } from './answer-headers.js';

/** One request on its way through the front. */
export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly pass: () => void;
  /** Read already; null where none was expected. */
  readonly body: Buffer | null;
}

/**
 * How an answer goes to some caller, in one encoding; to the next it goes the same. It does not hold the answer: when that is
 * dropped, its bytes are to be gone.
 */
export class Outgoing {
  private whole: string[] | null = null;
  private unchanged: string[] | null = null;

  constructor(
    readonly asker: Asker,
    readonly encoding: Encoding,
  ) {}

  static to({ request }: Call, answer: Answer, asker: Asker): Outgoing {
    return new Outgoing(asker, encodingFor(request, answer));
  }

  /** Of the answer itself, with so many bytes. */
  headers(answer: Answer, length: number): string[] {
    return (this.whole ??= headersOf(answer, this.asker, this.encoding, length));
  }

  /** Of a 304. */
  unchangedHeaders(answer: Answer): string[] {
    return (this.unchanged ??= headersOf(answer, this.asker, this.encoding, null));
  }
}

const encodingFor = ({ headers }: IncomingMessage, answer: Answer) =>
  answer.encodingFor(headers['accept-encoding']?.toString());

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

export type Sent = 'whole' | 'unchanged';

/**
 * What was sent, if anything: null when the call wants another encoding, or one that has not been made. To a HEAD, node:http
 * writes the same without the body.
 */
export function sendNow(
  { request, response }: Call,
  answer: Answer,
  outgoing: Outgoing,
  /** As which it was counted; null for what is counted elsewhere. */
  admission: Admission | null = null,
): Sent | null {
  const { encoding } = outgoing;
  if (encodingFor(request, answer) !== encoding) return null;
  const held = request.headers['if-none-match'];
  // Asked for by POST as well: the operation is a read, and a caller that sends its validator wants to hear of it.
  if (held !== undefined && answer.isHeldBy(held)) {
    if (admission !== null) {
      // It costs next to nothing, and whoever asks so is to be encouraged.
      admission.allowance?.giveBack();
      admission.meter.unchanged += 1;
    }
    response.writeHead(304, withRate(outgoing.unchangedHeaders(answer), admission)).end();
    return 'unchanged';
  }
  const bytes = answer.made(encoding);
  if (!bytes) return null;
  response.writeHead(answer.status, withRate(outgoing.headers(answer, bytes.length), admission)).end(bytes);
  return 'whole';
}

/** What is left is not the same for the next caller, so it is never among the headers that are kept. */
function withRate(headers: string[], admission: Admission | null): string[] {
  return admission === null || admission.allowance === null || !admission.told
    ? headers
    : [...headers, ...rateHeaders(admission)];
}

/** As `sendNow`, after the encoding has been made. `grown` hears how many bytes that added. */
export async function sendLater(
  call: Call,
  answer: Answer,
  outgoing: Outgoing,
  grown: (bytes: number) => void,
  admission: Admission | null = null,
): Promise<Sent | null> {
  await answer.variant(outgoing.encoding, grown);
  return sendNow(call, answer, outgoing, admission);
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
