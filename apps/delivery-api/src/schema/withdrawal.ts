import { Field, ID, ObjectType } from '@nestjs/graphql';
import { DateTimeScalar } from '#edge';
import type { PublishedWithdrawal } from '#delivery';
import type { PublicRead } from '../read/public-read.js';
import { KindEnum, WithdrawalReasonEnum } from './enums.js';

@ObjectType({ description: 'Why a document is no longer public in a locale.' })
export class Withdrawal {
  constructor(
    readonly withdrawn: PublishedWithdrawal,
    readonly read: PublicRead,
  ) {}

  @Field(() => ID, { description: 'The document that was withdrawn.' })
  get documentId(): string {
    return this.withdrawn.documentId;
  }

  @Field(() => KindEnum, { description: 'What sort of document it was.' })
  get kind(): string {
    return this.withdrawn.kind;
  }

  @Field(() => String, { description: 'Its last slug.' })
  get slug(): string {
    return this.withdrawn.slug;
  }

  @Field(() => String, { description: 'The locale in which it was withdrawn.' })
  get locale(): string {
    return this.withdrawn.locale;
  }

  @Field(() => WithdrawalReasonEnum, { description: 'Why.' })
  get reason(): string {
    return this.withdrawn.reason;
  }

  @Field(() => String, { nullable: true, description: 'What to show in its place; always there when RETRACTED.' })
  get notice(): string | null {
    return this.withdrawn.notice;
  }

  @Field(() => DateTimeScalar, { description: 'When.' })
  get at(): string {
    return this.withdrawn.at;
  }
}
