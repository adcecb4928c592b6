import { Inject, Injectable } from '@nestjs/common';
import { hash, randomBytes } from 'node:crypto';
import { PermissionsService } from '#access';
import { type Actor, actorName, LedgerService } from '#ledger';
import { BadInput, Clock, isUuid, type Problem, UnitOfWork } from '#platform';
import type { PublicationRequest, PublishItem } from './domain/publication-request.js';
import { NoSuchPreview } from './domain/preview-refusals.js';
import { DocumentNotFound, StaleDraft } from './domain/refusals.js';
import { OverlayService } from './overlay.service.js';
import { DraftStore, type VariantKey } from './persistence/draft.store.js';
import { type LinkRow, PreviewStore, type Shows } from './persistence/preview.store.js';

/** Minutes that a link lives when nobody says otherwise, and at most. */
export const PREVIEW_MINUTES = { usual: 60, most: 1_440 } as const;

export interface PreviewTerms {
  /** Handle of the partner whom the published side is shown as; `public` when left out. */
  readonly partner?: string;
  readonly minutes?: number;
}

export interface DraftPreview extends PreviewTerms {
  readonly documentId: string;
  readonly locale: string;
  /** What the editor looks at; the draft as it is now when left out. */
  readonly expectedVersion?: number;
}

export type PreviewRecord = LinkRow;

export interface Laid {
  readonly preview: PreviewRecord;
  /** Why it could not be published as it stands. */
  readonly objections: readonly Problem[];
}

export interface OpenedPreview extends Laid {
  /** Opens the preview; told once, and kept nowhere. */
  readonly token: string;
}

/**
 * Links that show somebody what is not public: one draft, or what a release would change. Each is a copy of what was there when it
 * was made or last refreshed, lives for a while, and can be ended at any moment.
 */
@Injectable()
export class PreviewingService {
  private readonly store: PreviewStore;
  private readonly drafts: DraftStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(OverlayService) private readonly overlays: OverlayService,
  ) {
    this.store = new PreviewStore(work);
    this.drafts = new DraftStore(work);
  }

  async previewDraft(actor: Actor, asked: DraftPreview): Promise<OpenedPreview> {
    const { documentId, locale, expectedVersion } = asked;
    return this.work.run(async () => {
      await this.permissions.require(actor, 'preview.make', [{ locale, path: ['locale'] }]);
      const item = await this.itemOf({ documentId, locale }, expectedVersion);
      return this.open(actor, { publish: [item] }, asked, { documentId, locale });
    });
  }

  /** Everything that a publication would change, such as that of a release. */
  async previewPublication(
    actor: Actor,
    request: PublicationRequest,
    terms: PreviewTerms & { readonly release?: string },
  ): Promise<OpenedPreview> {
    return this.work.run(async () => {
      await this.permissions.require(actor, 'preview.make', placesOf(request));
      return this.open(actor, request, terms, terms.release === undefined ? null : { release: terms.release });
    });
  }

  /** Shows behind the link what its draft says by now. Whom it shows it to, and until when, stays as it was. */
  async refreshDraft(actor: Actor, { id, documentId, locale }: PreviewRecord, expectedVersion?: number): Promise<Laid> {
    // What changes several documents and is of no release has nothing to be made anew from.
    if (documentId === null || locale === null) throw new NoSuchPreview(['previewId']);
    return this.work.run(async () => {
      await this.permissions.require(actor, 'preview.make', [{ locale, path: ['previewId'] }]);
      const item = await this.itemOf({ documentId, locale }, expectedVersion);
      return this.layAnew(actor, id, { publish: [item] }, { documentId, locale });
    });
  }

  /** Shows behind the link what a publication would change by now. */
  async refreshPublication(actor: Actor, { id }: PreviewRecord, request: PublicationRequest): Promise<Laid> {
    return this.work.run(async () => {
      await this.permissions.require(actor, 'preview.make', placesOf(request));
      return this.layAnew(actor, id, request, null);
    });
  }

  /** Ends a link at once: the next request that names it finds nothing. */
  async revoke(actor: Actor, previewId: string): Promise<void> {
    await this.work.run(async () => {
      await this.permissions.require(actor, 'preview.revoke');
      if (!isUuid(previewId) || !(await this.store.end(previewId))) throw new NoSuchPreview(['previewId']);
      await this.ledger.record(actor, [{ verb: 'preview.revoke', subject: null, data: { preview: previewId } }]);
    });
  }

  /** Refused when it has ended: by somebody's hand, or with its time. */
  async get(previewId: string): Promise<PreviewRecord> {
    const preview = isUuid(previewId) ? await this.store.find(previewId) : null;
    if (!preview) throw new NoSuchPreview(['previewId']);
    return preview;
  }

  /** Links that still open something, newest first. */
  list(page: { readonly first: number; readonly before: string | null }): Promise<readonly PreviewRecord[]> {
    return this.store.list({ ...page, now: this.clock.now() });
  }

  /** Deletes what the links laid down that have ended by now. */
  prune(): Promise<number> {
    return this.work.run(() => this.store.prune(this.clock.now()));
  }

  private async itemOf({ documentId, locale }: VariantKey, expectedVersion: number | undefined): Promise<PublishItem> {
    const variant = isUuid(documentId) ? await this.drafts.find({ documentId, locale }) : null;
    if (!variant) throw new DocumentNotFound(documentId, ['documentId'], locale);
    if (expectedVersion !== undefined && expectedVersion !== variant.draftVersion)
      throw new StaleDraft(documentId, locale, expectedVersion, variant.draftVersion, ['expectedVersion']);
    return { documentId, locale, expectedVersion: variant.draftVersion };
  }

  private async layAnew(
    actor: Actor,
    id: string,
    request: PublicationRequest,
    shows: VariantKey | null,
  ): Promise<Laid> {
    const { base, objections } = await this.overlays.layAnew(
      { id, at: this.clock.now(), by: actorName(actor) },
      request,
    );
    const data = { preview: id, base, locale: shows?.locale ?? null };
    await this.ledger.record(actor, [{ verb: 'preview.refresh', subject: shows?.documentId ?? null, data }]);
    return { preview: await this.get(id), objections };
  }

  private async open(
    actor: Actor,
    request: PublicationRequest,
    { partner = 'public', minutes = PREVIEW_MINUTES.usual }: PreviewTerms,
    shows: Shows,
  ): Promise<OpenedPreview> {
    if (!Number.isInteger(minutes) || minutes < 1 || minutes > PREVIEW_MINUTES.most)
      throw new BadInput(`A preview link lives for 1 to ${PREVIEW_MINUTES.most} minutes.`, ['minutes']);
    const draft = shows !== null && 'documentId' in shows ? shows : null;
    const token = randomBytes(32).toString('base64url');
    const at = this.clock.now();
    const expiresAt = new Date(at.getTime() + minutes * 60_000);
    const tokenHash = hash('sha256', token, 'buffer');
    const { id, base, objections } = await this.overlays.lay(
      { tokenHash, partner, shows, at, by: actorName(actor), expiresAt },
      request,
    );
    await this.ledger.record(actor, [
      {
        verb: 'preview.make',
        subject: draft?.documentId ?? null,
        data: { preview: id, base, locale: draft?.locale ?? null, partner, expiresAt: expiresAt.toISOString() },
      },
    ]);
    return { preview: await this.get(id), token, objections };
  }
}

function placesOf({ publish = [], withdraw = [] }: PublicationRequest): readonly { readonly locale: string | null }[] {
  const locales = [...new Set([...publish, ...withdraw].map(({ locale }) => locale))];
  return locales.length === 0 ? [{ locale: null }] : locales.map((locale) => ({ locale }));
}
