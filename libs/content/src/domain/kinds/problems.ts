import { Problem, type ProblemPath } from '#platform';

/** A value that no draft may hold. */
export class InvalidField extends Problem {
  readonly kind = 'INVALID_FIELD';
}

/** Something that a draft may lack and a publication may not. */
export class MissingField extends Problem {
  readonly kind = 'REQUIRED_TO_PUBLISH';
}

/** An audience that the configuration does not list. */
export class UnknownAudience extends Problem {
  readonly kind = 'UNKNOWN_AUDIENCE';

  constructor(
    audience: string,
    readonly known: readonly string[],
    path: ProblemPath,
  ) {
    const choice =
      known.length === 0 ? 'none is configured, so leave audiences out' : `use one of: ${known.join(', ')}`;
    super(`“${shortened(audience)}” is not a configured audience: ${choice}.`, path);
  }
}

/** A use that names a locale without an edition, or an edition without a locale: neither floating nor pinned. */
export class HalfPinned extends Problem {
  readonly kind = 'HALF_PINNED';
}

/** The asset block is reserved for the day on which assets exist. */
export class AssetsNotSupported extends Problem {
  readonly kind = 'ASSETS_NOT_SUPPORTED';
}

/** What a caller sent, short enough to stand in a sentence. */
export function shortened(text: string): string {
  const characters = [...text.slice(0, 200)];
  return characters.length > 60 ? `${characters.slice(0, 60).join('')}…` : characters.join('');
}
