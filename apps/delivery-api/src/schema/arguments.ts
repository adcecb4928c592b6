import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import { DateTimeScalar } from '#edge';
import { ContentOrderEnum } from './enums.js';

@InputType({
  isOneOf: true,
  description:
    'A moment to read as of. All `asOf` of one operation must be the same; the whole operation is then read as of it.',
})
export class AsOf {
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'As of the last publication at or before this instant, which must have passed.',
  })
  instant?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'A value of the response header Almanac-As-Of: exactly the state of that answer.',
  })
  token?: string | null;
}

@InputType({
  description: 'Which documents a list shows. Conditions are joined by AND, entries of one condition by OR.',
})
export class ContentFilter {
  @Field(() => [ID], {
    nullable: true,
    description: 'Under any of these topics or topics below them: documentIds or ids.',
  })
  topics?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'For any of these audiences, or for everyone: configured keys.',
  })
  audiences?: string[] | null;
}

@InputType({ description: 'Which documents of a topic a list shows.' })
export class TopicContentFilter {
  @Field(() => [String], {
    nullable: true,
    description: 'For any of these audiences, or for everyone: configured keys.',
  })
  audiences?: string[] | null;
}

@ArgsType()
export class LocaleArguments {
  @Field(() => String, {
    nullable: true,
    description:
      'One of the configured locales; the default one when absent. What is not published in it is null, unless a fallback is asked for.',
  })
  locale?: string | null;

  @Field(() => AsOf, { nullable: true, description: 'Read as of a moment in the past; the newest state when absent.' })
  asOf?: AsOf | null;
}

@ArgsType()
export class DocumentArguments extends LocaleArguments {
  @Field(() => ID, {
    nullable: true,
    description: 'A documentId, or an id that this API returned. Exactly one of id and slug must be given.',
  })
  id?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'A slug, current or former. Exactly one of id and slug must be given.',
  })
  slug?: string | null;

  @Field(() => Int, { nullable: true, description: 'Pins one edition; the newest when absent.' })
  edition?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether what is not published in the locale may be shown in another, in the configured order: its field `locale` says in which. What it links to is then looked for in the same order; what stands inside its texts follows their language.',
  })
  fallback?: boolean | null;
}

@ArgsType()
export class PageArguments {
  @Field(() => Int, { description: 'How many to return, from 1 to 100.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'A cursor of this list: returns what follows it.' })
  after?: string | null;
}

@ArgsType()
export class ListArguments extends PageArguments {
  @Field(() => ContentFilter, { nullable: true, description: 'Which documents to show; all when absent.' })
  filter?: ContentFilter | null;

  @Field(() => ContentOrderEnum, { nullable: true, description: 'Order; newest first when absent.' })
  orderBy?: keyof typeof ContentOrderEnum | null;

  @Field(() => String, { nullable: true, description: 'One of the configured locales; the default one when absent.' })
  locale?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether what is not published in the locale may be shown in another, in the configured order: each document once, in the nearest one. The order is then by when a document first became public in any locale.',
  })
  fallback?: boolean | null;

  @Field(() => AsOf, { nullable: true, description: 'Read as of a moment in the past; the newest state when absent.' })
  asOf?: AsOf | null;
}

@ArgsType()
export class TopicListArguments extends PageArguments {
  @Field(() => TopicContentFilter, { nullable: true, description: 'Which documents to show; all when absent.' })
  filter?: TopicContentFilter | null;

  @Field(() => ContentOrderEnum, { nullable: true, description: 'Order; newest first when absent.' })
  orderBy?: keyof typeof ContentOrderEnum | null;
}

@ArgsType()
export class MatchMythsArguments {
  @Field(() => String, { description: 'What to look at: plain text, up to 20 kB in UTF-8.' })
  text!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Language of the text, one of the configured locales; the default one when absent. Only its myths are compared.',
  })
  locale?: string | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: 10,
    description: 'How many matches to return at most, from 1 to 100.',
  })
  first?: number | null;
}
