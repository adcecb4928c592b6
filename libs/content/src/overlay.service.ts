import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { Clock, CONFIG, type Config, Ids, type Problem, Problems, UnitOfWork } from '#platform';
import { NoSuchPreview } from './domain/preview-refusals.js';
import type { Proposed } from './domain/proposal.js';
import type { PublicationRequest } from './domain/publication-request.js';
import { reasonOf } from './domain/reason.js';
import { NamedTwice, NothingToPublish } from './domain/refusals.js';
import { JudgingService } from './judging.service.js';
import { type NewLink, PreviewStore, type RenewedLink } from './persistence/preview.store.js';
import { PublicationStore, revisionOf } from './persistence/publication.store.js';
import { RevisionStore } from './persistence/revision.store.js';
import { PublicSide } from './public-side.js';

export interface Overlay {
  readonly id: string;
  /** The publication that it lies over. */
  readonly base: number;
  /** Why it could not be published as it stands, with places in the request. */
  readonly objections: readonly Problem[];
  /** Everything in it is public already, exactly so. */
  readonly isEmpty: boolean;
}

/**
 * Lays over the published side what a publication would make of it, for the eyes of one link. Judged and written as publishing
 * does; what would have been refused is said, and shown all the same as far as it goes. Takes no number and holds up no publication:
 * documents are held only against being expunged meanwhile.
 */
@Injectable()
export class OverlayService {
  private readonly previews: PreviewStore;
  private readonly published: PublicationStore;
  private readonly bodies: RevisionStore;
  private readonly side: PublicSide;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(JudgingService) private readonly judging: JudgingService,
    @Inject(Ids) private readonly ids: Ids,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
  ) {
    this.previews = new PreviewStore(work);
    this.published = new PublicationStore(work);
    const { over } = this.previews;
    this.bodies = new RevisionStore(over);
    this.side = new PublicSide(new PublicationStore(over), config.locales);
  }

  /** Refuses what publishing would refuse, all of it, and leaves nothing behind. In the caller's transaction. */
  async rehearse(request: PublicationRequest): Promise<void> {
    const at = this.clock.now();
    const nobody = { tokenHash: randomBytes(32), partner: 'public', shows: null, at, by: 'system:rehearsal' };
    const { id, objections, isEmpty } = await this.lay(
      { ...nobody, expiresAt: new Date(at.getTime() + 1_000) },
      request,
    );
    await this.previews.end(id);
    Problems.throwIfAny(objections);
    if (isEmpty) throw new NothingToPublish();
  }

  /** In the caller's transaction, in which the preview stays chosen. */
  async lay(link: Omit<NewLink, 'id'>, request: PublicationRequest): Promise<Overlay> {
    const id = this.ids.next();
    return this.write(id, link.by, request, () => this.previews.begin({ ...link, id }));
  }

  /** The same behind a link that there is, in place of all that it showed. Refused when it has ended. */
  async layAnew(link: RenewedLink, request: PublicationRequest): Promise<Overlay> {
    return this.write(link.id, link.by, request, async () => {
      const begun = await this.previews.renew(link);
      if (!begun) throw new NoSuchPreview(['previewId']);
      return begun;
    });
  }

  private async write(
    id: string,
    by: string,
    request: PublicationRequest,
    begin: () => Promise<{ readonly base: number; readonly at: string }>,
  ): Promise<Overlay> {
    if (!this.work.isActive) throw new Error('an overlay needs a running unit of work');
    const named = await this.judging.look(request);
    await this.published.lock(
      [],
      [...named.kinds.keys()].filter((document) => isNamed(document, request)),
    );
    const { proposed, withdrawals, problems } = await this.judging.judge(named);
    Problems.throwIfAny(problems.filter((problem) => problem instanceof NamedTwice));

    // After the documents: expunging holds them when it ends links.
    const { base, at } = await begin();
    const going = proposed.filter((each) => !each.unchanged).map(addressed);
    await this.bodies.write(
      going.map((item) => ({ ...revisionOf(item), references: [] })),
      by,
    );
    const ready = await this.side.ready(going, () => Promise.resolve(new Map()));
    const objections = [...problems, ...(await this.side.write(base + 1, at, ready, withdrawals))];
    await this.previews.finish(id, objections.map(reasonOf));
    return { id, base, objections, isEmpty: going.length + withdrawals.length === 0 };
  }
}

const isNamed = (document: string, { publish = [], withdraw = [] }: PublicationRequest) =>
  [...publish, ...withdraw].some((item) => item.documentId === document);

/** What has no slug yet is shown at an address all the same. */
const addressed = (item: Proposed): Proposed =>
  item.slug === '' ? { ...item, slug: `preview-${item.documentId}` } : item;
