import { Inject } from '@nestjs/common';
import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import { settle } from '#edge';
import { CONFIG, type Config, Problems } from '#platform';
import { ConfirmingService, ReadingService } from '#content';
import { configuredLocale } from '../document/asked.js';
import { checkInput } from '../schema/check-input.js';
import { Pages } from '../schema/pages.js';
import { showProblem } from '../schema/problems.js';
import { showVariant } from '../schema/variant.js';
import { Acting } from '../session/studio-context.js';
import { ConfirmDocumentInput, ConfirmDocumentPayload, DueConnection } from './due.schema.js';

@Resolver()
export class DueResolver {
  constructor(
    @Inject(ConfirmingService) private readonly confirming: ConfirmingService,
    @Inject(ReadingService) private readonly reading: ReadingService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Query(() => DueConnection, {
    description: 'Live documents that say when somebody must look at them again, what is due first first.',
  })
  async due(
    @Args('until', { type: () => String, description: 'Only what is due by this day, such as 2027-01-31.' })
    until: string,
    @Args('first', { type: () => Int, description: 'How many: 1 to 100.' }) first: number,
    @Args('locale', {
      type: () => String,
      nullable: true,
      description: 'A configured locale; the default one when left out.',
    })
    locale?: string | null,
    @Args('after', { type: () => String, nullable: true, description: 'The `endCursor` of the page before.' })
    after?: string | null,
  ): Promise<DueConnection> {
    const chosen = configuredLocale(this.config, locale);
    const page = this.pages.ask(`due ${chosen} ${until}`, first, after);
    const [dueOn = '', documentId = ''] = page.after ?? [];
    const found = await this.confirming.due(chosen, until, {
      first: page.first,
      after: page.after && { dueOn, documentId },
    });
    const variants = new Map((await this.reading.findMany(found)).map((variant) => [variant.documentId, variant]));
    return page.show(
      found,
      (due) => [due.dueOn, due.documentId],
      (due) => {
        const variant = variants.get(due.documentId);
        return variant ? { dueOn: due.dueOn, edition: due.edition, node: showVariant(variant) } : null;
      },
    );
  }

  @Mutation(() => ConfirmDocumentPayload, {
    description: 'Says that what is public still holds. Readers see nothing of it, so it is no publication.',
  })
  confirmDocument(
    @Args('input', { description: 'What was looked at.' }) input: ConfirmDocumentInput,
    @Acting() actor: Actor,
  ): Promise<ConfirmDocumentPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(ConfirmDocumentInput, input));
      const { documentId, locale, expectedEdition, dueOn } = input;
      const confirmed = await this.confirming.confirm(actor, {
        documentId,
        locale,
        expectedEdition,
        dueOn: dueOn ?? null,
      });
      return { variant: showVariant(confirmed) };
    });
  }
}
