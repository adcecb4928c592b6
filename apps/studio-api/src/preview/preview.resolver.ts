import { Inject } from '@nestjs/common';
import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import { type OpenedPreview, PreviewingService, RefreshingService } from '#content';
import { settle } from '#edge';
import { IdempotencyService } from '#ledger';
import { CONFIG, type Config, Problems } from '#platform';
import { checkInput } from '../schema/check-input.js';
import { given } from '../schema/given.js';
import { Pages } from '../schema/pages.js';
import { showProblem } from '../schema/problems.js';
import { Acting } from '../session/studio-context.js';
import {
  CreatePreviewInput,
  CreatePreviewPayload,
  PreviewConnection,
  RefreshPreviewInput,
  RefreshPreviewPayload,
  RevokePreviewInput,
  RevokePreviewPayload,
  showPreview,
} from './preview.schema.js';

@Resolver()
export class PreviewResolver {
  constructor(
    @Inject(PreviewingService) private readonly previews: PreviewingService,
    @Inject(RefreshingService) private readonly refreshing: RefreshingService,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Mutation(() => CreatePreviewPayload, {
    description: 'Makes a link that shows a draft as it would be public, also one that could not be published yet.',
  })
  createPreview(
    @Args('input', { description: 'What to show, to whom and for how long.' }) input: CreatePreviewInput,
    @Acting() actor: Actor,
  ): Promise<CreatePreviewPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(CreatePreviewInput, input));
      const { documentId, locale, expectedVersion, partner, minutes } = input;
      const asked = { verb: 'createPreview', key: input.idempotencyKey, input };
      return openOnce(this.previews, this.idempotency, this.config, { actor, asked, documents: [documentId] }, () =>
        this.previews.previewDraft(actor, {
          documentId,
          locale,
          ...given('expectedVersion', expectedVersion),
          ...given('partner', partner),
          ...given('minutes', minutes),
        }),
      );
    });
  }

  @Mutation(() => RefreshPreviewPayload, {
    description:
      'Shows behind the same link what the draft, or the release, says by now, over what is public by now. Nothing of what it showed before is left.',
  })
  refreshPreview(
    @Args('input', { description: 'Which one.' }) input: RefreshPreviewInput,
    @Acting() actor: Actor,
  ): Promise<RefreshPreviewPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(RefreshPreviewInput, input));
      const { previewId, expectedVersion } = input;
      const { preview, objections } = await this.refreshing.refresh(actor, {
        previewId,
        ...given('expectedVersion', expectedVersion),
      });
      return { preview: showPreview(preview), objections: objections.map(showProblem) };
    });
  }

  @Mutation(() => RevokePreviewPayload, { description: 'Ends a preview at once, whoever made it.' })
  revokePreview(
    @Args('input', { description: 'Which one.' }) input: RevokePreviewInput,
    @Acting() actor: Actor,
  ): Promise<RevokePreviewPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(RevokePreviewInput, input));
      await this.previews.revoke(actor, input.previewId);
      return { previewId: input.previewId };
    });
  }

  @Query(() => PreviewConnection, { description: 'Previews that still open, newest first.' })
  async livePreviews(
    @Args('first', { type: () => Int, description: 'How many: 1 to 100.' }) first: number,
    @Args('after', { type: () => String, nullable: true, description: 'The `endCursor` of the page before.' })
    after?: string | null,
  ): Promise<PreviewConnection> {
    const page = this.pages.ask('previews', first, after);
    const found = await this.previews.list({ first: page.first, before: page.after?.[0] ?? null });
    return page.show(
      found,
      ({ id }) => [id],
      (preview) => ({ node: showPreview(preview) }),
    );
  }
}

/**
 * Makes a link once for its key. Its address is the configuration's. Its token is told once and kept nowhere: whoever sends the
 * request again hears of the same preview, and makes another one if the first answer never came.
 */
export async function openOnce(
  previews: PreviewingService,
  idempotency: IdempotencyService,
  { previewUrl }: Pick<Config, 'previewUrl'>,
  request: {
    readonly actor: Actor;
    readonly asked: Parameters<IdempotencyService['once']>[1];
    readonly documents: readonly string[];
  },
  work: () => Promise<OpenedPreview>,
): Promise<Omit<CreatePreviewPayload, 'problems'>> {
  const opened: OpenedPreview[] = [];
  const { id } = await idempotency.once(request.actor, request.asked, async () => {
    const made = await work();
    opened.push(made);
    return { answer: { id: made.preview.id }, documents: request.documents };
  });
  const [made] = opened;
  if (!made) return { preview: showPreview(await previews.get(id)) };
  const { preview, token, objections } = made;
  return {
    preview: showPreview(preview),
    url: `${previewUrl}/p/${token}`,
    token,
    objections: objections.map(showProblem),
  };
}
