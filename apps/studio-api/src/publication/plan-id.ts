import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { BadInput, type Seal } from '#platform';

/** Characters of an id: it has to fit into a request. */
export const LONGEST_PLAN_ID = 90_000;
/** Bytes of what an id opens to. Nobody but this installation could have sealed more. */
const MOST_OPENED = 4_000_000;
const VERSION = 1;

/** A plan as an opaque value: everything that it will do, and what was agreed to come of it. */
export function closePlan(seal: Seal, plan: object): string {
  const packed = deflateRawSync(Buffer.from(JSON.stringify([VERSION, plan])), { level: 9 });
  const id = seal.close(packed.toString('base64url'));
  if (id.length <= LONGEST_PLAN_ID) return id;
  throw new BadInput('This plan says too much for one publication: shorten its notes, or plan it in parts.', [
    'publish',
  ]);
}

/** What was closed with this seal, which is of plans of one sort alone. */
export function openPlan<P extends object>(seal: Seal, id: string): P {
  const packed = id.length <= LONGEST_PLAN_ID ? seal.open(id) : null;
  if (typeof packed === 'string') {
    const [version, plan] = JSON.parse(
      inflateRawSync(Buffer.from(packed, 'base64url'), { maxOutputLength: MOST_OPENED }).toString('utf8'),
    ) as [number, P];
    if (version === VERSION) return plan;
  }
  throw new BadInput('"planId" must be the id of a plan that this installation made: make the plan again.', ['planId']);
}
