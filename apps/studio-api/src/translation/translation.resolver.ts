import { Inject } from '@nestjs/common';
import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import { settle } from '#edge';
import { IdempotencyService } from '#ledger';
import { CONFIG, type Config, Problems } from '#platform';
import { DraftingService, ReadingService, TranslatingService, TranslationStateService } from '#content';
import { configuredLocale } from '../document/asked.js';
import { given } from '../schema/given.js';
import { checkInput } from '../schema/check-input.js';
import { Pages } from '../schema/pages.js';
import { showProblem } from '../schema/problems.js';
import { showVariant } from '../schema/variant.js';
import { Acting } from '../session/studio-context.js';
import {
  BeginTranslationInput,
  BeginTranslationPayload,
  FollowSourceInput,
  FollowSourcePayload,
  StaleTranslationConnection,
  showSummary,
  showTranslation,
  TranslationSummaryView,
  TranslationView,
} from './translation.schema.js';

@Resolver()
export class TranslationResolver {
  constructor(
    @Inject(TranslatingService) private readonly translating: TranslatingService,
    @Inject(TranslationStateService) private readonly states: TranslationStateService,
    @Inject(DraftingService) private readonly drafting: DraftingService,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
    @Inject(ReadingService) private readonly reading: ReadingService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Query(() => [TranslationSummaryView], {
    description: 'A document in every configured locale, in their order; none for a document that there is not.',
  })
  async translations(
    @Args('documentId', { type: () => ID, description: 'The document.' }) documentId: string,
  ): Promise<readonly TranslationSummaryView[]> {
    return (await this.states.ofDocument(documentId)).map(showSummary);
  }

  @Query(() => TranslationView, { description: 'A translation, and what is left to translate.' })
  async translation(
    @Args('documentId', { type: () => ID, description: 'The document.' }) documentId: string,
    @Args('locale', { type: () => String, description: 'Locale of the translation.' }) locale: string,
  ): Promise<TranslationView> {
    return showTranslation(await this.states.of({ documentId, locale: configuredLocale(this.config, locale) }));
  }

  @Query(() => StaleTranslationConnection, {
    description:
      'Translations into a locale whose source says something else by now, what has been behind for the longest first.',
  })
  async staleTranslations(
    @Args('locale', { type: () => String, description: 'The locale of the translations.' }) locale: string,
    @Args('first', { type: () => Int, description: 'How many: 1 to 100.' }) first: number,
    @Args('after', { type: () => String, nullable: true, description: 'The `endCursor` of the page before.' })
    after?: string | null,
  ): Promise<StaleTranslationConnection> {
    const chosen = configuredLocale(this.config, locale);
    const page = this.pages.ask(`stale translations ${chosen}`, first, after);
    const [staleSince = '', documentId = ''] = page.after ?? [];
    const found = await this.states.stale(chosen, {
      first: page.first,
      after: page.after && { staleSince, documentId },
    });
    const variants = new Map((await this.reading.findMany(found)).map((variant) => [variant.documentId, variant]));
    return page.show(
      found,
      (stale) => [stale.staleSince, stale.documentId],
      ({ staleSince: since, sourceLocale, sourceRevision, ...key }) => {
        const variant = variants.get(key.documentId);
        return variant
          ? { staleSince: since, sourceLocale, followedRevision: sourceRevision, node: showVariant(variant) }
          : null;
      },
    );
  }

  @Mutation(() => BeginTranslationPayload, {
    description: 'Makes a draft in another locale that begins with the words of its source, and follows it.',
  })
  beginTranslation(
    @Args('input', { description: 'What to translate.' }) input: BeginTranslationInput,
    @Acting() actor: Actor,
  ): Promise<BeginTranslationPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(BeginTranslationInput, input));
      const { documentId, locale, sourceLocale } = input;
      const request = { documentId, locale, ...given('sourceLocale', sourceLocale) };
      const asked = { verb: 'beginTranslation', key: input.idempotencyKey, input };
      await this.idempotency.once(actor, asked, async () => {
        await this.translating.begin(actor, request);
        return { answer: {}, documents: [documentId] };
      });
      return { variant: showVariant(await this.drafting.get(documentId, locale)) };
    });
  }

  @Mutation(() => FollowSourcePayload, {
    description: 'Says that a translation says what a revision of its source says. Its words stay as they are.',
  })
  followSource(
    @Args('input', { description: 'Which translation follows what.' }) input: FollowSourceInput,
    @Acting() actor: Actor,
  ): Promise<FollowSourcePayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(FollowSourceInput, input));
      const { sourceLocale, ...request } = input;
      await this.translating.follow(actor, { ...request, ...given('sourceLocale', sourceLocale) });
      return { translation: showTranslation(await this.states.of(input)) };
    });
  }
}
