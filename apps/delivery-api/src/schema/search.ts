import { ArgsType, Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Kind } from '#content';
import type { Highlight, SearchHit, SearchPage } from '#delivery';
import type { PublicRead } from '../read/public-read.js';
import { PageArguments } from './arguments.js';
import { Audience } from './audience.js';
import { PageInfo } from './connection.js';
import { ContentDocument } from './content-document.js';
import { KindEnum } from './enums.js';
import { Topic } from './topic.js';

export const SearchFieldEnum = {
  TITLE: 'TITLE',
  SUMMARY: 'SUMMARY',
  CLAIM: 'CLAIM',
  PHRASING: 'PHRASING',
  BODY: 'BODY',
} as const satisfies Record<Highlight['field'], string>;
registerEnumType(SearchFieldEnum, {
  name: 'SearchField',
  description: 'Where in a document something was found. What stands further up here counts for more.',
  valuesMap: {
    TITLE: { description: 'Its title or name.' },
    SUMMARY: { description: 'Its summary or message.' },
    CLAIM: { description: 'What it claims: a myth, the fact that corrects it, a statement and its limits.' },
    PHRASING: { description: 'Another way in which people say a myth.' },
    BODY: { description: 'The rest of its own words, without what it embeds.' },
  },
});

@ArgsType()
export class SearchArguments extends PageArguments {
  @Field(() => String, {
    description:
      'What somebody typed, up to 200 characters. Every word must occur, in any form that the language gives it.',
  })
  query!: string;

  @Field(() => [KindEnum], { nullable: true, description: 'Documents of these kinds; all kinds when absent.' })
  kinds?: Kind[] | null;

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

  @Field(() => String, { nullable: true, description: 'One of the configured locales; the default one when absent.' })
  locale?: string | null;
}

@ObjectType({ description: 'Where something was found.' })
export class SearchHighlight {
  @Field(() => SearchFieldEnum, { description: 'Which part of the document it is from.' })
  readonly field!: Highlight['field'];

  @Field(() => String, {
    description: 'Some of its words as safe HTML: escaped, with what was found in `mark` elements.',
  })
  readonly text!: string;
}

@ObjectType({ description: 'A document that was found.' })
export class SearchEdge {
  constructor(
    readonly hit: SearchHit,
    readonly sought: string,
    readonly node: ContentDocument,
    private readonly seal: () => string,
  ) {}

  @Field(() => String, { description: 'Opaque place in this search.' })
  get cursor(): string {
    return this.seal();
  }

  @Field(() => Float, { description: 'How well it fits; comparable within one search only.' })
  get score(): number {
    return this.hit.score;
  }
}

@ObjectType({ description: 'How many results are of a kind.' })
export class KindFacet {
  @Field(() => KindEnum, { description: 'The kind.' })
  readonly kind!: Kind;

  @Field(() => Int, { description: 'How many results would remain if it were chosen.' })
  readonly count!: number;
}

@ObjectType({ description: 'How many results are under a topic.' })
export class TopicFacet {
  @Field(() => Topic, { description: 'The topic.' })
  readonly topic!: Topic;

  @Field(() => Int, { description: 'How many results would remain if it were chosen, topics below it included.' })
  readonly count!: number;
}

@ObjectType({ description: 'How many results are for an audience.' })
export class AudienceFacet {
  @Field(() => Audience, { description: 'The audience.' })
  readonly audience!: Audience;

  @Field(() => Int, { description: 'How many results would remain if it were chosen, those for everyone included.' })
  readonly count!: number;
}

@ObjectType({ description: 'What the results of a search have in common. Values that no result has are left out.' })
export class SearchFacets {
  constructor(
    readonly counts: SearchPage['facets'],
    readonly read: PublicRead,
    readonly locale: string,
    lowerBound: boolean,
  ) {
    this.lowerBound = lowerBound;
  }

  @Field(() => Boolean, {
    description: 'The counts are lower bounds: more matches than are looked at, so only the newest were counted.',
  })
  readonly lowerBound: boolean;

  @Field(() => [KindFacet], { description: 'By kind, the most frequent first.' })
  get kinds(): KindFacet[] {
    return this.counts.kinds.map(({ value, count }) => ({ kind: value, count }));
  }
}

@ObjectType({
  description:
    'A page of results: the newest 400 matches that the caller may see, best first. Documents are found by their own words, as they are now.',
})
export class SearchConnection {
  @Field(() => [SearchEdge], { description: 'The results of this page, best first.' })
  readonly edges!: readonly SearchEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;

  @Field(() => Int, { description: 'How many results there are; a lower bound when `lowerBound` says so.' })
  readonly totalCount!: number;

  @Field(() => Boolean, {
    description: 'There are more matches than are looked at: older ones are not among the results.',
  })
  readonly lowerBound!: boolean;

  @Field(() => Boolean, {
    description: 'A word that occurs nowhere was taken for a typing mistake of the nearest words that do occur.',
  })
  readonly approximate!: boolean;

  @Field(() => SearchFacets, { description: 'What the results have in common.' })
  readonly facets!: SearchFacets;
}
