import { Field, ID, Int, InterfaceType, ObjectType } from '@nestjs/graphql';
import { DateTimeScalar } from '#edge';
import type { Body, Kind } from '#content';
import type { PublishedDocument } from '#delivery';
import { encodeDocumentName } from '../read/document-id.js';
import type { PublicRead } from '../read/public-read.js';
import { Attribution } from './attribution.js';
import { ChangeKindEnum, KindEnum } from './enums.js';
import { Node } from './node.js';

@ObjectType({ description: 'One appearance of a document in public.' })
export class Edition {
  @Field(() => Int, { description: 'Counts from 1 for each document and locale, without gaps.' })
  readonly number!: number;

  @Field(() => DateTimeScalar, { description: 'When this edition was published.' })
  readonly publishedAt!: string;

  @Field(() => ChangeKindEnum, { description: 'How it differs from the edition before.' })
  readonly kind!: keyof typeof ChangeKindEnum;

  @Field(() => String, { nullable: true, description: 'What the editors say about the change.' })
  readonly note!: string | null;

  @Field(() => String, { description: 'Hash of the content; equal content has equal hashes.' })
  readonly hash!: string;
}

/**
 * One published document as the API shows it: a thin face over what the reader returned, and the read it came through, so
 * that whatever is joined to it is as of the same publication. Fields that join are in the resolvers.
 */
@InterfaceType('ContentDocument', { implements: () => [Node], description: 'What documents of every kind have.' })
export abstract class ContentDocument<K extends Kind = Kind> implements Node {
  constructor(
    readonly published: PublishedDocument<K>,
    readonly read: PublicRead,
    /** The caller asked for this edition by number. */
    readonly pinned: boolean,
  ) {}

  get id(): string {
    const { documentId, locale, edition } = this.published;
    return encodeDocumentName({
      documentId,
      locale,
      edition: this.pinned ? edition.number : null,
      asOf: this.read.asOf,
      wanted: this.read.nearest?.[0] ?? null,
    });
  }

  @Field(() => ID, { description: 'The document itself, whatever its locale, edition or time: a UUID.' })
  get documentId(): string {
    return this.published.documentId;
  }

  @Field(() => KindEnum, { description: 'What sort of document it is.' })
  get kind(): Kind {
    return this.published.kind;
  }

  @Field(() => String, { description: 'Its current name in addresses, unique within kind and locale.' })
  get slug(): string {
    return this.published.slug;
  }

  @Field(() => String, { description: 'BCP 47 tag of the language it is written in.' })
  get locale(): string {
    return this.published.locale;
  }

  @Field(() => String, {
    nullable: true,
    description: 'The former slug that was asked for: link to `slug` instead. Null when the current one was used.',
  })
  get redirectedFrom(): string | null {
    return this.published.redirectedFrom;
  }

  @Field(() => DateTimeScalar, {
    description: 'When it was first published. `edition.publishedAt` says when it was last changed.',
  })
  get listedAt(): string {
    return this.published.listedAt;
  }

  @Field(() => Edition, { description: 'Which edition this is.' })
  get edition(): Edition {
    const { number, publishedAt, changeKind, note, hash } = this.published.edition;
    return { number, publishedAt, kind: changeKind, note, hash };
  }

  @Field(() => Attribution, {
    nullable: true,
    description: 'Whom to credit, and under which terms; as of the same publication. Null: the publisher says nothing.',
  })
  get attribution(): Attribution | null {
    return this.read.attribution;
  }

  get body(): Body<K> {
    return this.published.body;
  }
}
