import { Field, ObjectType } from '@nestjs/graphql';
import type { Body } from '#content';
import { ContentDocument } from './content-document.js';
import { Node } from './node.js';

type SectionBody = NonNullable<Body<'collection'>['sections']>[number];

@ObjectType('CollectionSection', { description: 'A section of a collection.' })
export class CollectionSection {
  constructor(
    readonly host: ContentDocument,
    readonly section: SectionBody,
  ) {}

  @Field(() => String, { nullable: true, description: 'Heading.' })
  get title(): string | null {
    return this.section.title ?? null;
  }

  @Field(() => String, { nullable: true, description: 'A sentence or two of introduction.' })
  get text(): string | null {
    return this.section.text ?? null;
  }
}

@ObjectType({ implements: () => [ContentDocument, Node], description: 'An ordered, sectioned selection of documents.' })
export class Collection extends ContentDocument<'collection'> {
  @Field(() => String, { description: 'Title.' })
  get title(): string {
    return this.body.title ?? '';
  }

  @Field(() => String, { nullable: true, description: 'Summary.' })
  get summary(): string | null {
    return this.body.summary ?? null;
  }

  @Field(() => [CollectionSection], { description: 'Sections, in order.' })
  get sections(): readonly CollectionSection[] {
    return (this.body.sections ?? []).map((section) => new CollectionSection(this, section));
  }
}
