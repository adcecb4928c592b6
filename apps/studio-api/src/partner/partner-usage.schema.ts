import { Field, Float, ObjectType } from '@nestjs/graphql';
import { PageInfo } from '../schema/variant.js';

@ObjectType({ description: 'How often a partner asked for something on a day. Counts are some seconds behind.' })
export class PartnerUsage {
  @Field(() => String, { description: 'The day in UTC, such as 2026-01-31.' })
  readonly day!: string;

  @Field(() => String, {
    description:
      'Name of a GraphQL operation, or an address with its places named; `(unnamed)` and `(others)` hold the rest.',
  })
  readonly operation!: string;

  @Field(() => Float, { description: 'Requests.' })
  readonly requests!: number;

  @Field(() => Float, { description: 'Of these, those that were answered by 304.' })
  readonly unchanged!: number;

  @Field(() => Float, { description: 'Of these, those that a quota refused.' })
  readonly refused!: number;
}

@ObjectType({ description: 'What was asked on a day, in a list.' })
export class PartnerUsageEdge {
  @Field(() => String, { description: 'Opaque place in this list.' })
  readonly cursor!: string;

  @Field(() => PartnerUsage, { description: 'What was asked.' })
  readonly node!: PartnerUsage;
}

@ObjectType({ description: 'A page of what a partner asked for, newest day first.' })
export class PartnerUsageConnection {
  @Field(() => [PartnerUsageEdge], { description: 'What was asked, in order.' })
  readonly edges!: readonly PartnerUsageEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}
