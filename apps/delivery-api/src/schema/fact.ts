import { Field, Float, ObjectType } from '@nestjs/graphql';
import type { Body } from '#content';
import { ContentDocument } from './content-document.js';
import { CitationRoleEnum, FactStatusEnum } from './enums.js';
import { Node } from './node.js';

type CitationBody = NonNullable<Body<'fact'>['citations']>[number];

@ObjectType({ description: 'What a fact measures: a value, or a range.' })
export class Measure {
  @Field(() => String, { nullable: true, description: 'What is counted or measured.' })
  readonly what?: string;

  @Field(() => Float, { nullable: true, description: 'A single value.' })
  readonly value?: number;

  @Field(() => Float, { nullable: true, description: 'Lower end of a range.' })
  readonly low?: number;

  @Field(() => Float, { nullable: true, description: 'Upper end of a range.' })
  readonly high?: number;

  @Field(() => String, { nullable: true, description: 'Unit.' })
  readonly unit?: string;
}

@ObjectType({ description: 'A source and what it does for the claim.' })
export class Citation {
  constructor(
    readonly host: ContentDocument,
    readonly citation: CitationBody,
  ) {}

  @Field(() => CitationRoleEnum, { nullable: true, description: 'What the source does for the claim.' })
  get role(): string | null {
    return this.citation.role ?? null;
  }

  @Field(() => String, { nullable: true, description: 'Page, section or table.' })
  get locator(): string | null {
    return this.citation.locator ?? null;
  }

  @Field(() => String, { nullable: true, description: 'The words relied on.' })
  get quote(): string | null {
    return this.citation.quote ?? null;
  }
}

@ObjectType({ implements: () => [ContentDocument, Node], description: 'A claim with its evidence.' })
export class Fact extends ContentDocument<'fact'> {
  @Field(() => String, { description: 'The claim.' })
  get statement(): string {
    return this.body.statement ?? '';
  }

  @Field(() => Measure, { nullable: true, description: 'What it measures.' })
  get measure(): Measure | null {
    return this.body.measure ?? null;
  }

  @Field(() => String, { nullable: true, description: 'Whom it speaks of.' })
  get population(): string | null {
    return this.body.population ?? null;
  }

  @Field(() => String, { nullable: true, description: 'Where it holds.' })
  get place(): string | null {
    return this.body.place ?? null;
  }

  @Field(() => String, { nullable: true, description: 'When it holds.' })
  get period(): string | null {
    return this.body.period ?? null;
  }

  @Field(() => FactStatusEnum, { description: 'What the evidence allows to say.' })
  get status(): string {
    return this.body.status ?? 'UNVERIFIED';
  }

  @Field(() => String, {
    nullable: true,
    description: 'What readers must know; always there unless the status is SUPPORTED.',
  })
  get notice(): string | null {
    return this.body.notice ?? null;
  }

  @Field(() => [Citation], { description: 'The evidence, in order.' })
  get citations(): readonly Citation[] {
    return (this.body.citations ?? []).map((citation) => new Citation(this, citation));
  }

  @Field(() => String, {
    nullable: true,
    description: 'Day by which the evidence will have been looked at again (YYYY-MM-DD).',
  })
  get verifyBy(): string | null {
    return this.body.verifyBy ?? null;
  }
}
