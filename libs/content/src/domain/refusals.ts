import { Problem, type ProblemPath } from '#platform';
import type { Kind } from './kinds/kinds.js';

export class DocumentNotFound extends Problem {
  readonly kind = 'DOCUMENT_NOT_FOUND';
  constructor(
    readonly documentId: string,
    path: ProblemPath,
    readonly locale: string | null = null,
  ) {
    super(
      locale === null
        ? `There is no document ${documentId}: check the id.`
        : `The document ${documentId} has no variant in "${locale}": create it first.`,
      path,
    );
  }
}

/** It stood here once: not even an empty draft may take its place. */
export class DocumentExpunged extends Problem {
  readonly kind = 'DOCUMENT_EXPUNGED';
  constructor(documentId: string, path: ProblemPath, locale: string | null = null) {
    super(
      `The document ${documentId} has been expunged${locale === null ? '' : ` in "${locale}"`} and cannot be written again: make a new document.`,
      path,
    );
  }
}

export class VariantExists extends Problem {
  readonly kind = 'VARIANT_EXISTS';
  constructor(documentId: string, locale: string, path: ProblemPath) {
    super(`The document ${documentId} already has a variant in "${locale}": save that one instead.`, path);
  }
}

/** Somebody saved in between: nothing was written. */
export class StaleDraft extends Problem {
  readonly kind = 'STALE_DRAFT';
  constructor(
    readonly documentId: string,
    readonly locale: string,
    readonly expectedVersion: number,
    readonly currentVersion: number,
    path: ProblemPath,
  ) {
    super(
      `The draft is at version ${currentVersion}, not ${expectedVersion}: read it again, and apply your change to what it says now.`,
      path,
    );
  }
}

/** Somebody published or withdrew it in between: nothing was written. */
export class StaleEdition extends Problem {
  readonly kind = 'STALE_EDITION';
  constructor(
    readonly documentId: string,
    readonly locale: string,
    readonly expectedEdition: number,
    readonly currentEdition: number,
    path: ProblemPath,
  ) {
    super(
      `The newest edition of ${documentId} in "${locale}" is ${currentEdition || 'none'}, not ${expectedEdition || 'none'}: look at what is public now, and decide again.`,
      path,
    );
  }
}

export class RevisionNotFound extends Problem {
  readonly kind = 'REVISION_NOT_FOUND';
  constructor(
    readonly documentId: string,
    locale: string,
    revision: number,
    lastRevision: number,
    path: ProblemPath,
  ) {
    super(
      `The document ${documentId} has no revision ${revision} in "${locale}": ${
        lastRevision === 0 ? 'nothing of it was frozen yet' : `its revisions are 1 to ${lastRevision}`
      }.`,
      path,
    );
  }
}

export class SlugTaken extends Problem {
  readonly kind = 'SLUG_TAKEN';
  constructor(
    readonly slug: string,
    documentKind: Kind,
    locale: string,
    path: ProblemPath,
    readonly takenBy: string | null,
  ) {
    super(
      `Another live ${documentKind} in "${locale}" has the slug "${slug}"${takenBy ? ` (document ${takenBy})` : ''}: choose another slug, or withdraw that document.`,
      path,
    );
  }
}

export class InvalidSlug extends Problem {
  readonly kind = 'INVALID_SLUG';
  constructor(slug: string, path: ProblemPath) {
    super(
      `"${slug.slice(0, 120)}" is not a slug: use at most 120 small Latin letters, digits and single hyphens, such as "what-is-a-myth".`,
      path,
    );
  }
}

export class UnknownLocale extends Problem {
  readonly kind = 'UNKNOWN_LOCALE';
  constructor(locale: string, configured: readonly string[], path: ProblemPath) {
    super(`"${locale}" is not a configured locale: use one of ${configured.join(', ')}.`, path);
  }
}

export class UnknownReference extends Problem {
  readonly kind = 'UNKNOWN_REFERENCE';
  constructor(
    readonly target: string,
    path: ProblemPath,
  ) {
    super(`There is no document ${target} to refer to: create it first, or remove the reference.`, path);
  }
}

export class WrongReferenceKind extends Problem {
  readonly kind = 'WRONG_REFERENCE_KIND';
  constructor(
    readonly target: string,
    found: Kind,
    allowed: readonly Kind[],
    path: ProblemPath,
  ) {
    super(`The document ${target} is a ${found}; this place takes ${allowed.join(' or ')}.`, path);
  }
}

/** The target has never been published in the host's locale or the default one. */
export class UnpublishedReference extends Problem {
  readonly kind = 'UNPUBLISHED_REFERENCE';
  constructor(
    readonly target: string,
    locales: readonly string[],
    path: ProblemPath,
  ) {
    super(
      `The document ${target} is not live in ${locales.map((locale) => `"${locale}"`).join(' or ')}: publish it before or together with this one, or remove the reference.`,
      path,
    );
  }
}

export class WithdrawnReference extends Problem {
  readonly kind = 'WITHDRAWN_REFERENCE';
  constructor(
    readonly target: string,
    path: ProblemPath,
  ) {
    super(`The document ${target} has been withdrawn: remove the reference, or publish that document again.`, path);
  }
}

export class ExpungedReference extends Problem {
  readonly kind = 'EXPUNGED_REFERENCE';
  constructor(
    readonly target: string,
    path: ProblemPath,
  ) {
    super(`The document ${target} has been expunged and cannot come back: remove the reference.`, path);
  }
}

export class PinnedEditionMissing extends Problem {
  readonly kind = 'PINNED_EDITION_MISSING';
  constructor(
    readonly target: string,
    locale: string,
    edition: number,
    path: ProblemPath,
  ) {
    super(
      `The document ${target} has no live edition ${edition} in "${locale}": pin an edition that exists, or leave the use floating.`,
      path,
    );
  }
}

export class NothingToPublish extends Problem {
  readonly kind = 'NOTHING_TO_PUBLISH';
  constructor() {
    super('Every document named is already live exactly as its draft stands: change a draft first.');
  }
}

export class NotLive extends Problem {
  readonly kind = 'NOT_LIVE';
  constructor(documentId: string, locale: string, path: ProblemPath) {
    super(`The document ${documentId} is not live in "${locale}", so it cannot be withdrawn.`, path);
  }
}

/** Withdrawing it as GONE would leave live documents with a hole. */
export class HeldByHosts extends Problem {
  readonly kind = 'HELD_BY_HOSTS';
  constructor(
    readonly documentId: string,
    readonly hosts: readonly { readonly documentId: string; readonly locale: string; readonly slug: string }[],
    path: ProblemPath,
  ) {
    super(
      `${hosts.length === 1 ? 'A live document embeds or cites' : `${hosts.length} live documents embed or cite`} ${documentId} (${hosts
        .slice(0, 5)
        .map((host) => host.slug)
        .join(
          ', ',
        )}${hosts.length > 5 ? ', ...' : ''}): change them in the same publication, or withdraw it as REPLACED or RETRACTED.`,
      path,
    );
  }
}

export class InvalidWithdrawal extends Problem {
  readonly kind = 'INVALID_WITHDRAWAL';
}

export class NoLiveNotice extends Problem {
  readonly kind = 'NO_LIVE_NOTICE';
  constructor() {
    super(
      'No safety notice would be live afterwards: publish a notice in the same publication (it goes with every payload), or keep the last one.',
      [],
    );
  }
}

/** A person waits for this one, and every reader for a contact: another notice is a minute's work. */
export class LastNotice extends Problem {
  readonly kind = 'NO_LIVE_NOTICE';
  constructor() {
    super(
      'This is the last live safety notice, and without one readers in danger see no contact: publish another notice, then expunge this one.',
      ['documentId'],
    );
  }
}

export class TopicCycle extends Problem {
  readonly kind = 'TOPIC_CYCLE';
  constructor(documentId: string, path: ProblemPath) {
    super(
      `The topic ${documentId} would contain itself through its broader topics: choose another broader topic.`,
      path,
    );
  }
}

export class NoteRequired extends Problem {
  readonly kind = 'NOTE_REQUIRED';
  constructor(changeKind: string, path: ProblemPath) {
    super(`A ${changeKind} is a public record: say in a note what was wrong and what is right.`, path);
  }
}

export class NamedTwice extends Problem {
  readonly kind = 'NAMED_TWICE';
  constructor(documentId: string, locale: string, path: ProblemPath) {
    super(`The document ${documentId} in "${locale}" is named twice in this publication: name it once.`, path);
  }
}

export class ExpungeRequestNotFound extends Problem {
  readonly kind = 'EXPUNGE_REQUEST_NOT_FOUND';
  constructor() {
    super('There is no such request to expunge something: list the requests, and check the id.', ['requestId']);
  }
}

export class ExpungeRequestClosed extends Problem {
  readonly kind = 'EXPUNGE_REQUEST_CLOSED';
  constructor() {
    super('This request has been decided, or is too old: look at it again, and ask anew if it is still needed.', [
      'requestId',
    ]);
  }
}

export class PublicationNotFound extends Problem {
  readonly kind = 'PUBLICATION_NOT_FOUND';
  constructor(
    readonly seq: number,
    path: ProblemPath,
  ) {
    super(`There is no publication ${seq}: look up its number in the audit or in the history of a document.`, path);
  }
}

export class NotRevertible extends Problem {
  readonly kind = 'NOT_REVERTIBLE';
  constructor(seq: number, kind: string, path: ProblemPath) {
    super(
      `Publication ${seq} is of the kind ${kind} and brought no document in or out: only PUBLISH and WITHDRAW can be taken back.`,
      path,
    );
  }
}

/** Taking an earlier publication back would take a later one back too. */
export class ChangedSince extends Problem {
  readonly kind = 'CHANGED_SINCE';
  constructor(
    readonly documentId: string,
    readonly locale: string,
    seq: number,
    readonly since: number,
    path: ProblemPath,
  ) {
    super(
      `Publication ${since} changed ${documentId} in "${locale}" after publication ${seq}: revert that one first, or publish an older revision of this document.`,
      path,
    );
  }
}

/** What was public before could not be published today. */
export class CannotRevert extends Problem {
  readonly kind = 'CANNOT_REVERT';
  /** Kind of the refusal that publishing would give. */
  readonly because: string;
  constructor(
    readonly documentId: string,
    readonly locale: string,
    refusal: Problem,
    path: ProblemPath,
  ) {
    super(`What was public of ${documentId} in "${locale}" cannot be so again. ${refusal.message}`, path);
    this.because = refusal.kind;
  }
}

/** What would come of it is not what the plan showed. */
export class PlanMoved extends Problem {
  readonly kind = 'PLAN_MOVED';
  constructor(
    readonly documentId: string,
    readonly locale: string,
    path: ProblemPath,
  ) {
    super(
      `Something happened to ${documentId} in "${locale}" since the plan was made, and it would not become what the plan showed: make the plan again.`,
      path,
    );
  }
}

export class NotASource extends Problem {
  readonly kind = 'NOT_A_SOURCE';
  constructor(locale: string, path: ProblemPath) {
    super(`"${locale}" cannot be a translation of itself: name another locale as its source.`, path);
  }
}

export class NothingToTranslate extends Problem {
  readonly kind = 'NOTHING_TO_TRANSLATE';
  constructor(documentId: string, locale: string, path: ProblemPath) {
    super(
      `Nothing of ${documentId} was published or kept in "${locale}" yet: save a version of it first, so that the translation has something to follow.`,
      path,
    );
  }
}
