import { Inject } from '@nestjs/common';
import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import { settle } from '#edge';
import { CONFIG, type Config, Problems, Seal, Secrets } from '#platform';
import { ConfirmingService, ReadingService } from '#content';
import { checkInput } from '../schema/check-input.js';
import { checkFirst, closeKeyCursor, connectionOf, openKeyCursor } from '../schema/key-cursor.js';
import { showProblem } from '../schema/problems.js';
import { showVariant } from '../schema/variant.js';
import { Acting } from '../session/studio-context.js';
import { ConfirmDocumentInput, ConfirmDocumentPayload, DueConnection } from './due.js';

@Resolver()
export class DueResolver {
  private readonly seal: Seal;

  constructor(
    @Inject(ConfirmingService) private readonly confirming: ConfirmingService,
    @Inject(ReadingService) private readonly reading: ReadingService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Secrets) secrets: Secrets,
  ) {
    this.seal = new Seal(secrets.derive('studio cursor'), 'studio cursor');
  }

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
    checkFirst(first);
    const chosen = locale ?? this.config.locales[0];
    const list = `due ${chosen} ${until}`;
    const position = openKeyCursor(this.seal, list, after);
    const found = await this.confirming.due(chosen, until, {
      first: first + 1,
      after: position && { dueOn: position[0], documentId: position[1] },
    });
    const variants = new Map((await this.reading.findMany(found)).map((variant) => [variant.documentId, variant]));
    return connectionOf(
      found.flatMap((due) => {
        const variant = variants.get(due.documentId);
        return variant ? [{ ...due, variant }] : [];
      }),
      first,
      ({ dueOn, documentId, edition, variant }) => ({
        cursor: closeKeyCursor(this.seal, list, [dueOn, documentId]),
        dueOn,
        edition,
        node: showVariant(variant),
      }),
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
