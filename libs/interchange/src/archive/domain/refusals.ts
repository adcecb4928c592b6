import { Problem } from '#platform';

/** The file is something else, or was made by a version that writes them in another way. */
export class NotAnArchive extends Problem {
  readonly kind = 'NOT_AN_ARCHIVE';
}

/** It was an archive once. */
export class ArchiveDamaged extends Problem {
  readonly kind = 'ARCHIVE_DAMAGED';
}

export class ArchiveNewer extends Problem {
  readonly kind = 'ARCHIVE_NEWER';
}

export class ArchiveOfAnotherSecret extends Problem {
  readonly kind = 'ARCHIVE_OF_ANOTHER_SECRET';
}

export class NotEmpty extends Problem {
  readonly kind = 'NOT_EMPTY';
}
