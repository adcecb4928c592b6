import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { BadInput, type Seal } from '#platform';
import type { PublicationRequest } from '#content';

/** Characters of an id: it has to fit into a request. */
const LONGEST = 90_000;
/** Bytes of what an id opens to. Nobody but this installation could have sealed more. */
const MOST_OPENED = 4_000_000;
const VERSION = 1;

/** A plan as an opaque value: everything that it will do, and what was agreed to come of it. */
export function closePlan(seal: Seal, request: PublicationRequest): string {
  const packed = deflateRawSync(Buffer.from(JSON.stringify([VERSION, request])), { level: 9 });
  const id = seal.close(packed.toString('base64url'));
  if (id.length <= LONGEST) return id;
  throw new BadInput('This plan says too much for one publication: shorten its notes, or plan it in parts.', [
    'publish',
  ]);
}

export function openPlan(seal: Seal, id: string): PublicationRequest {
  const packed = id.length <= LONGEST ? seal.open(id) : null;
  if (typeof packed === 'string') {
    const [version, request] = JSON.parse(
      inflateRawSync(Buffer.from(packed, 'base64url'), { maxOutputLength: MOST_OPENED }).toString('utf8'),
    ) as [number, PublicationRequest];
    if (version === VERSION) return request;
  }
  throw new BadInput('"planId" must be the id of a plan that this installation made: make the plan again.', ['planId']);
}
