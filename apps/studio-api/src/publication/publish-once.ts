import type { Actor } from '#access';
import type { PublicationResult } from '#content';
import type { IdempotencyService } from '#ledger';

/** Makes a publication once for its key: what is kept of the answer names documents and numbers. */
export function publishOnce(
  idempotency: IdempotencyService,
  actor: Actor,
  verb: string,
  input: { readonly idempotencyKey?: string | null },
  work: () => Promise<PublicationResult>,
): Promise<PublicationResult> {
  return idempotency.once(actor, { verb, key: input.idempotencyKey, input }, async () => {
    const answer = await work();
    const named = [...answer.published, ...answer.withdrawn, ...answer.unchanged];
    return { answer, documents: named.map(({ documentId }) => documentId) };
  });
}
