import type { Type } from '@nestjs/common';
import { validateSync } from 'class-validator';
import { BadInput, type Problem, type ProblemPath } from '#platform';

/** Bounds of what surrounds the fields of a document; the fields themselves are checked against their shape by the service. */
export const BOUNDS = { id: 100, locale: 35, slug: 200, note: 2_000, notice: 5_000, items: 200 } as const;

/** Of the member `idempotencyKey` of whatever makes or publishes something. */
export const IDEMPOTENCY_KEY =
  'Makes it safe to send the request again: with the same key it is done once within seven days, and answered the same. Make a new key, such as a UUID, for each thing to be done.';

/** What the decorators of an input class have to say about an input, as refusals with their places. */
export function checkInput(type: Type<object>, input: object, at: ProblemPath = []): readonly Problem[] {
  const instance = Object.assign(Object.create(type.prototype as object) as object, input);
  return validateSync(instance, { validationError: { target: false, value: false } }).flatMap(
    ({ property, constraints }) =>
      Object.values(constraints ?? {}).map(
        (message) => new BadInput(`${message.charAt(0).toUpperCase()}${message.slice(1)}.`, [...at, property]),
      ),
  );
}
