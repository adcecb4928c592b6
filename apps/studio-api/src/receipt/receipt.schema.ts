import { Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Kind } from '#content';
import type { Change, Receipt, Receipts } from '#delivery';
import { DateTimeScalar } from '#edge';
import { KindEnum } from '../schema/enums.js';
import { PageInfo } from '../schema/variant.js';

export const ReceivedChangeEventEnum = {
  MAJOR: 'MAJOR',
  MINOR: 'MINOR',
  CORRECTION: 'CORRECTION',
  RETRACTION: 'RETRACTION',
  WITHDRAWN: 'WITHDRAWN',
  EXPUNGED: 'EXPUNGED',
} as const satisfies Readonly<Record<Change['event'], Change['event']>>;
registerEnumType(ReceivedChangeEventEnum, {
  name: 'ReceivedChangeEvent',
  description: 'What a publication did to a document.',
  valuesMap: {
    MAJOR: { description: 'A new edition, as a major change.' },
    MINOR: { description: 'A new edition, as a minor change.' },
    CORRECTION: { description: 'A new edition that corrects an error.' },
    RETRACTION: { description: 'A new edition that takes back what was said.' },
    WITHDRAWN: { description: 'It is not public any more.' },
    EXPUNGED: { description: 'It was removed with everything that it ever said.' },
  },
});

@ObjectType({ description: 'One document in one locale, as one publication changed it for the public.' })
export class ReceivedChange {
  @Field(() => ID, { description: 'The document.' })
  readonly documentId!: string;

  @Field(() => String, { description: 'Its locale.' })
  readonly locale!: string;

  @Field(() => KindEnum, { description: 'What sort of document it is.' })
  readonly kind!: Kind;

  @Field(() => ReceivedChangeEventEnum, { description: 'What happened to it.' })
  readonly event!: Change['event'];

  @Field(() => Int, { description: 'Number of the publication.' })
  readonly seq!: number;

  @Field(() => DateTimeScalar, { description: 'When it was published.' })
  readonly at!: string;
}

@ObjectType('Receipt', {
  description:
    'How a partner received what its scope shows of some changes. Each time is of the last of them: null as long as one of them has not arrived in that way, as far as is known.',
})
export class ReceiptView {
  @Field(() => ID, { description: 'Id of the partner.' })
  readonly partnerId!: string;

  @Field(() => String, { description: 'Its short name.' })
  readonly handle!: string;

  @Field(() => String, { description: 'Its name.' })
  readonly name!: string;

  @Field(() => Boolean, { description: 'It has received all that concerns it, in one way or another.' })
  readonly hasAll!: boolean;

  @Field(() => Int, { description: 'How many of the changes its scope shows.' })
  readonly concerns!: number;

  @Field(() => Int, { description: 'How many of these it has received.' })
  readonly received!: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it had all of them; null: something is missing.' })
  readonly completeAt!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'SYNCED: a client of it came with the token of a copy that holds them. Other clients of the same partner may be behind.',
  })
  readonly syncedAt!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'ACKNOWLEDGED: a webhook of it answered 2xx to the messages about them.',
  })
  readonly acknowledgedAt!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'SERVED: answers that show them, or say that they are gone, went out whole, or were found unchanged (304).',
  })
  readonly servedAt!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it last asked for anything at all, which is no receipt; null: never.',
  })
  readonly lastAskedAt!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when its keys open nothing; null: they work.' })
  readonly pausedAt!: string | null;
}

@ObjectType({ description: 'A receipt in a list.' })
export class ReceiptEdge {
  @Field(() => String, { description: 'Opaque place in this list.' })
  readonly cursor!: string;

  @Field(() => ReceiptView, { description: 'The receipt.' })
  readonly node!: ReceiptView;
}

@ObjectType({ description: 'A page of receipts: partners that lack something first, then by handle.' })
export class ReceiptConnection {
  @Field(() => [ReceiptEdge], { description: 'The receipts of this page, in order.' })
  readonly edges!: readonly ReceiptEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}

@ObjectType('Receipts', {
  description: 'Which partners have received some changes. What is known is some seconds behind.',
})
export class ReceiptsView {
  constructor(
    private readonly found: Receipts,
    /** Names the list that its pages belong to. */
    readonly list: string,
  ) {}

  get all(): readonly Receipt[] {
    return this.found.receipts;
  }

  @Field(() => Float, { description: 'How many documents changed, each locale for itself.' })
  get changeCount(): number {
    return this.found.count;
  }

  @Field(() => [ReceivedChange], {
    description: 'Those that were looked at: of more than 500 the most weighty, corrections before new documents.',
  })
  get changes(): readonly ReceivedChange[] {
    return this.found.changes.map(({ at, ...change }) => ({ ...change, at: at.toISOString() }));
  }

  @Field(() => Int, {
    description:
      'How many partners they concern: those whose scope showed one of these documents before or after. Nobody else lacks them.',
  })
  get concerned(): number {
    return this.all.length;
  }

  @Field(() => Int, { description: 'How many of these have received all that concerns them.' })
  get have(): number {
    return this.all.filter(({ completeAt }) => completeAt !== null).length;
  }

  @Field(() => Int, { description: 'How many partners they do not concern. Callers without a key are nobody here.' })
  get unconcerned(): number {
    return this.found.unconcerned;
  }
}

const instant = (date: Date | null) => date && date.toISOString();

export function showReceipt({ partner, concerns, received, ...times }: Receipt): ReceiptView {
  const { id, handle, name, pausedAt, lastAskedAt } = partner;
  return {
    partnerId: id,
    handle,
    name,
    hasAll: times.completeAt !== null,
    concerns,
    received,
    completeAt: instant(times.completeAt),
    syncedAt: instant(times.syncedAt),
    acknowledgedAt: instant(times.acknowledgedAt),
    servedAt: instant(times.servedAt),
    lastAskedAt: instant(lastAskedAt),
    pausedAt: instant(pausedAt),
  };
}
