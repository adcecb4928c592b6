import { Inject } from '@nestjs/common';
import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import { type OpenedPreview, PreviewingService } from '#content';
import { settle } from '#edge';
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
  RevokePreviewInput,
  RevokePreviewPayload,
  showPreview,
} from './preview.schema.js';

@Resolver()
export class PreviewResolver {
  constructor(
    @Inject(PreviewingService) private readonly previews: PreviewingService,
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
      const opened = await this.previews.previewDraft(actor, {
        documentId,
        locale,
        ...given('expectedVersion', expectedVersion),
        ...given('partner', partner),
        ...given('minutes', minutes),
      });
      return showOpened(opened, this.config);
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

/** The link is made here: its address is the configuration's, and its token is told this once. */
export function showOpened(
  { preview, token, objections }: OpenedPreview,
  { previewUrl }: Pick<Config, 'previewUrl'>,
): Omit<CreatePreviewPayload, 'problems'> {
  return {
    preview: showPreview(preview),
    url: `${previewUrl}/p/${token}`,
    token,
    objections: objections.map(showProblem),
  };
}
