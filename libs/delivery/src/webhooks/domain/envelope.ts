import { createHmac } from 'node:crypto';
import type { Message } from './event.js';

/** A message on its way: what is sent, byte for byte the same at every attempt but for the time and the signatures. */
export interface Envelope {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Posted extends Message {
  readonly deliveryId: string;
  /** Instant of the publication, ISO 8601. */
  readonly at: string;
  /** Opaque value of the publication, as in the header `Almanac-As-Of` of the delivery API. */
  readonly asOf: string;
}

const PREFIX = 'whsec_';

export function formatSecret(bytes: Buffer): string {
  return `${PREFIX}${bytes.toString('base64')}`;
}

/** Name of a message for as long as it is told: receivers that have seen it have nothing to do. */
export function messageId(deliveryId: string): string {
  return `msg_${deliveryId}`;
}

/** Signed as Standard Webhooks 1.0 says; with two secrets while one takes the place of the other. */
export function sign(posted: Posted, secrets: readonly string[], now: Date): Envelope {
  const id = messageId(posted.deliveryId);
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const body = bodyOf(posted);
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Almanac-Webhooks/1',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatures.join(' '),
    },
  };
}

function bodyOf({ event, at, asOf, ...message }: Posted): string {
  const { documentId, locale, kind, edition, changeKind, replacedBy, changes } = message;
  const of =
    event === 'head'
      ? { changes }
      : edition !== null
        ? { documentId, locale, kind, edition, changeKind }
        : { documentId, locale, kind, replacedBy };
  return JSON.stringify({ type: event, timestamp: at, data: { ...of, asOf } });
}
