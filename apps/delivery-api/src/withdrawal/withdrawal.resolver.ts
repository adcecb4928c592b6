import { Args, ArgsType, Field, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { BadInput } from '#platform';
import type { Kind } from '#content';
import { decodeDocumentName, isDocumentId, malformedId } from '../read/document-id.js';
import type { ReadSession } from '../read/read-session.js';
import { checkLocale, couldBeSlug } from '../read/rules.js';
import { Session } from '../read/session.decorator.js';
import { LocaleArguments } from '../schema/arguments.js';
import { ContentDocument } from '../schema/content-document.js';
import { documentOf } from '../schema/documents.js';
import { KindEnum } from '../schema/enums.js';
import { Withdrawal } from '../schema/withdrawal.js';

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
    const { key, asOf } = this.keyOf(args, session);
    const read = await session.at(asOf);
    if ('slug' in key && !couldBeSlug(key.slug)) return null;
    const found = await read.load.withdrawals.load(key);
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

  private keyOf({ id, kind, slug, locale: asked }: WithdrawalArguments, session: ReadSession) {
    const locale = checkLocale(session.rules, asked);
    if (typeof id === 'string') {
      if (typeof slug === 'string' || kind) throw new BadInput('Give "id", or "kind" and "slug", not both.', ['id']);
      if (isDocumentId(id)) return { key: { documentId: id.toLowerCase(), locale }, asOf: null };
      const name = decodeDocumentName(id);
      if (!name) throw malformedId(['id']);
      if (asked && asked !== name.locale)
        throw new BadInput(`The id names the locale "${name.locale}": leave "locale" out.`, ['locale']);
      return { key: { documentId: name.documentId, locale: name.locale }, asOf: null };
    }
    if (typeof slug !== 'string') throw new BadInput('Give "id", or "kind" and "slug".', [kind ? 'slug' : 'id']);
    if (!kind) throw new BadInput('"kind" must be given with "slug": a slug is unique within its kind.', ['kind']);
    return { key: { kind, slug, locale }, asOf: null };
  }
}
