import { Args, ArgsType, Field, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Kind } from '#content';
import { goneOrNull } from '../read/expunged.js';
import type { ReadSession } from '../read/read-session.js';
import { couldBeSlug } from '../read/rules.js';
import { Session } from '../read/session.decorator.js';
import { LocaleArguments } from '../schema/arguments.js';
import { ContentDocument } from '../schema/content-document.js';
import { documentOf } from '../schema/documents.js';
import { KindEnum } from '../schema/enums.js';
import { Withdrawal } from '../schema/withdrawal.js';
import { nameWithdrawal } from './name-withdrawal.js';

@ArgsType()
export class WithdrawalArguments extends LocaleArguments {
  @Field(() => ID, {
    nullable: true,
    description: 'A documentId, or an id that this API returned. Give it, or kind and slug.',
  })
  id?: string | null;

  @Field(() => KindEnum, { nullable: true, description: 'With `slug`.' })
  kind?: Kind | null;

  @Field(() => String, { nullable: true, description: 'With `kind`: the slug that the document had.' })
  slug?: string | null;
}

@Resolver(() => Withdrawal)
export class WithdrawalResolver {
  @Query(() => Withdrawal, {
    nullable: true,
    description: 'Why a document is no longer public; null when it is public, or never was to this caller.',
  })
  async withdrawal(@Args() args: WithdrawalArguments, @Session() session: ReadSession): Promise<Withdrawal | null> {
    const key = nameWithdrawal(session.rules, args);
    const read = await session.current();
    if ('slug' in key && !couldBeSlug(key.slug)) return null;
    await goneOrNull(read, key, key.locale, ['slug' in key ? 'slug' : 'id']);
    const found = await read.load.withdrawals.load(key);
    if (found) read.tellGone(found);
    return found && new Withdrawal(found, read);
  }

  @ResolveField(() => ContentDocument, { nullable: true, description: 'The document that took its place.' })
  async replacedBy(@Parent() { withdrawn, read }: Withdrawal): Promise<ContentDocument | null> {
    if (withdrawn.replacedBy === null) return null;
    const published = await read.load.byReference.load({
      target: withdrawn.replacedBy,
      locale: withdrawn.locale,
      carried: false,
    });
    return published && documentOf(published, read);
  }
}
