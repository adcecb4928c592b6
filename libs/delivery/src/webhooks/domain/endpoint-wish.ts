import { BadInput, type Problem } from '#platform';
import { type Event, EVENTS } from './event.js';

/** What an endpoint is asked to be. */
export interface EndpointWish {
  readonly url: string;
  /** E-mail address of somebody at the partner's who is told when nothing arrives any more. */
  readonly contact: string | null;
  readonly events: readonly Event[];
}

/** @param forbidden why nothing can be sent to a URL, in words that end a sentence. */
export function strangeWish(
  { url, contact, events }: EndpointWish,
  forbidden: (url: string) => string | null,
): readonly Problem[] {
  const unreachable = forbidden(url.trim());
  const isAddress = contact === null || /^[^\s@,;<>]{1,200}@[^\s@,;<>]{1,200}$/.test(contact.trim());
  return [
    ...(unreachable === null ? [] : [new BadInput(`No message can be sent there: ${unreachable}.`, ['url'])]),
    ...(isAddress ? [] : [new BadInput('The contact is one e-mail address, or left out.', ['contact'])]),
    ...(events.length > 0 ? [] : [new BadInput(`Name what it is told: ${EVENTS.join(', ')}.`, ['events'])]),
  ];
}

export function tidy({ url, contact, events }: EndpointWish): EndpointWish {
  return {
    url: new URL(url.trim()).href,
    contact: contact?.trim() ?? null,
    events: EVENTS.filter((event) => events.includes(event)),
  };
}
