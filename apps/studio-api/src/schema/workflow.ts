import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { DateTimeScalar } from '#edge';
import { OUTCOMES, type Review, STATES } from '#content';

const named = <T extends string>(values: readonly T[]) =>
  Object.fromEntries(values.map((value) => [value.toUpperCase().replaceAll('-', '_'), value]));

export const WorkflowStateEnum = named(STATES);
registerEnumType(WorkflowStateEnum, {
  name: 'WorkflowState',
  description: 'Where a draft stands on its way to the public. What is live beside it is said by `liveEdition`.',
  valuesMap: {
    DRAFT: { description: 'Nobody has been asked to look at what it says.' },
    IN_REVIEW: { description: 'Its revision is being looked at.' },
    CHANGES_REQUESTED: { description: 'It came back with something to change.' },
    APPROVED: { description: 'It may be published as it stands.' },
    SCHEDULED: { description: 'It will be published at a time.' },
    PUBLISHED: { description: 'It is live exactly as it stands.' },
    WITHDRAWN: { description: 'It was live as it stands, and has been withdrawn.' },
  },
});

export const ReviewOutcomeEnum = named(OUTCOMES);
registerEnumType(ReviewOutcomeEnum, {
  name: 'ReviewOutcome',
  description: 'How a review ended.',
  valuesMap: {
    APPROVED: { description: 'The revision may be published.' },
    CHANGES_REQUESTED: { description: 'Something has to be changed first.' },
    RECALLED: { description: 'Its author took it back.' },
    OVERTAKEN: { description: 'The draft was changed, or went live, before anybody decided.' },
  },
});

@ObjectType('Review', { description: 'A revision that somebody was asked to look at.' })
export class ReviewView {
  @Field(() => ID, { description: 'Its id.' })
  readonly id!: string;

  @Field(() => ID, { description: 'The document.' })
  readonly documentId!: string;

  @Field(() => String, { description: 'Its locale.' })
  readonly locale!: string;

  @Field(() => Int, { description: 'Number of the revision: what is decided is about this one.' })
  readonly revision!: number;

  @Field(() => String, { description: 'Who submitted it, such as `editor:<id>`.' })
  readonly submittedBy!: string;

  @Field(() => String, { nullable: true, description: 'Their name; null when it was no editor.' })
  readonly submittedByName!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was submitted.' })
  readonly submittedAt!: string;

  @Field(() => String, { nullable: true, description: 'What they said about it.' })
  readonly note!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it should have been looked at.' })
  readonly dueAt!: string;

  @Field(() => ID, { nullable: true, description: 'The editor who is asked; null: whoever may approve.' })
  readonly reviewer!: string | null;

  @Field(() => ReviewOutcomeEnum, { nullable: true, description: 'How it ended; null while nobody has decided.' })
  readonly outcome!: Review['outcome'];

  @Field(() => String, { nullable: true, description: 'Who decided, such as `editor:<id>`.' })
  readonly decidedBy!: string | null;

  @Field(() => String, { nullable: true, description: 'Their name; null when it was no editor.' })
  readonly decidedByName!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was decided.' })
  readonly decidedAt!: string | null;

  @Field(() => String, { nullable: true, description: 'What they said with the decision.' })
  readonly answer!: string | null;
}

@ObjectType({ description: 'Whether you may do something now.' })
export class ViewerMay {
  @Field(() => Boolean, { description: 'True when you may.' })
  readonly allowed!: boolean;

  @Field(() => String, { nullable: true, description: 'Why not, and what to do about it; null when you may.' })
  readonly reason!: string | null;
}

@ObjectType({
  description: 'What you may do with a variant now. The writes themselves answer by the same rules, and may find more.',
})
export class ViewerCan {
  @Field(() => ViewerMay, { description: 'Change the draft.' })
  readonly edit!: ViewerMay;

  @Field(() => ViewerMay, { description: 'Submit it for review.' })
  readonly submit!: ViewerMay;

  @Field(() => ViewerMay, { description: 'Take back what was submitted.' })
  readonly recall!: ViewerMay;

  @Field(() => ViewerMay, { description: 'Send it back with something to change.' })
  readonly requestChanges!: ViewerMay;

  @Field(() => ViewerMay, { description: 'Approve the revision that is in review.' })
  readonly approve!: ViewerMay;

  @Field(() => ViewerMay, { description: 'Schedule what was approved.' })
  readonly schedule!: ViewerMay;

  @Field(() => ViewerMay, { description: 'Publish it as it stands.' })
  readonly publish!: ViewerMay;

  @Field(() => ViewerMay, { description: 'Withdraw what is live.' })
  readonly withdraw!: ViewerMay;

  @Field(() => ViewerMay, { description: 'Comment on it.' })
  readonly comment!: ViewerMay;
}

@ObjectType({ description: 'When a variant was first public, last changed in public, and last looked at.' })
export class PublicDates {
  @Field(() => DateTimeScalar, { nullable: true, description: 'When its first edition went live.' })
  readonly firstPublished!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its newest edition went live.' })
  readonly lastUpdated!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When somebody last approved a revision of it, or confirmed that an edition still holds.',
  })
  readonly lastReviewed!: string | null;
}
