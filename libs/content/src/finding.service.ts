import { Inject, Injectable } from '@nestjs/common';
import { BadInput, CONFIG, type Config, isUuid, type Problem, Problems, UnitOfWork } from '#platform';
import {
  type Finding,
  type FindingFilter,
  type FindingOrder,
  type FindingPlace,
  type Likeness,
  MOST_USES,
  type Use,
} from './domain/finding.js';
import type { Kind } from './domain/kinds/kinds.js';
import { DocumentNotFound } from './domain/refusals.js';
import { FindingStore } from './persistence/finding.store.js';

const LONGEST_WORDS = 500;

/** Finds variants for editors: by what they are, by their words in drafts and in public, by what uses them. Never serves the public. */
@Injectable()
export class FindingService {
  private readonly store: FindingStore;

  constructor(
    @Inject(UnitOfWork) work: UnitOfWork,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.store = new FindingStore(work);
  }

  async list(
    filter: FindingFilter,
    order: FindingOrder,
    page: { readonly first: number; readonly after: FindingPlace | null },
  ): Promise<readonly (Finding & { readonly at: string })[]> {
    Problems.throwIfAny(this.misfits(filter));
    const words = filter.words?.trim();
    if (words === '') return [];
    return this.store.list(words === undefined ? filter : { ...filter, words }, order, page, this.config.locales);
  }

  /** What refers to a document, directly and through others; `more` when there is more than is told. */
  async uses(documentId: string): Promise<{ readonly uses: readonly Use[]; readonly more: boolean }> {
    if (!isUuid(documentId)) throw new DocumentNotFound(documentId, ['documentId']);
    const uses = await this.store.uses(documentId);
    return { uses: uses.slice(0, MOST_USES), more: uses.length > MOST_USES };
  }

  /** Variants of the same kind and language that go by nearly the same name, the most alike first. */
  async alike(documentId: string, locale: string, first: number): Promise<readonly Likeness[]> {
    const found = isUuid(documentId) ? await this.store.titleOf(documentId, locale) : null;
    if (!found) throw new DocumentNotFound(documentId, ['documentId'], locale);
    return this.store.alike(found.title, found.kind, locale, documentId, first);
  }

  /** The same, for something that nobody has written yet. */
  async alikeNamed(name: string, kind: Kind, locale: string, first: number): Promise<readonly Likeness[]> {
    return this.store.alike(name.replaceAll('\0', ''), kind, locale, null, first);
  }

  private misfits({ locales, topics, words, savedBy, audiences }: FindingFilter): readonly Problem[] {
    const strange = locales?.find((locale) => !this.config.locales.includes(locale));
    const topic = topics?.find((each) => !isUuid(each));
    return [
      ...(strange === undefined
        ? []
        : [
            new BadInput(
              `"${strange.slice(0, 35)}" is not a configured locale: use ${this.config.locales.join(', ')}.`,
              ['filter', 'locales'],
            ),
          ]),
      ...(topic === undefined ? [] : [new BadInput('"topics" takes ids of documents.', ['filter', 'topics'])]),
      ...((words?.length ?? 0) > LONGEST_WORDS
        ? [new BadInput(`"words" takes ${LONGEST_WORDS} characters at most.`, ['filter', 'words'])]
        : []),
      ...([words, savedBy, ...(audiences ?? [])].some((each) => each?.includes('\0') === true)
        ? [new BadInput('A filter may not contain the character U+0000.', ['filter'])]
        : []),
    ];
  }
}
