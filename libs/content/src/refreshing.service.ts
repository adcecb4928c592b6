import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '#ledger';
import { NoSuchPreview } from './domain/preview-refusals.js';
import { PinningService } from './pinning.service.js';
import { type Laid, PreviewingService } from './previewing.service.js';
import { ReleasesService } from './releases.service.js';

export interface Refresh {
  readonly previewId: string;
  /** Of the draft that the editor looks at; the draft as it is now when left out. */
  readonly expectedVersion?: number;
}

/** Lets a preview show, behind the same link, what there is by now: of its draft, or of its release. */
@Injectable()
export class RefreshingService {
  constructor(
    @Inject(PreviewingService) private readonly previews: PreviewingService,
    @Inject(ReleasesService) private readonly releases: ReleasesService,
    @Inject(PinningService) private readonly pinning: PinningService,
  ) {}

  async refresh(actor: Actor, { previewId, expectedVersion }: Refresh): Promise<Laid> {
    const preview = await this.previews.get(previewId);
    if (preview.release === null) return this.previews.refreshDraft(actor, preview, expectedVersion);
    const release = await this.releases.find(preview.release);
    if (!release) throw new NoSuchPreview(['previewId']);
    const { request, moved } = await this.pinning.requestOf(release);
    const laid = await this.previews.refreshPublication(actor, preview, request);
    return { ...laid, objections: laid.objections.map(moved) };
  }
}
