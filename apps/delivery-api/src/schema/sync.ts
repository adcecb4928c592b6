import { ArgsType, Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { GraphQLScalarType } from 'graphql';
import { DateTimeScalar } from '#edge';
import type { Body, Kind, Rendered } from '#content';
import type { Removal, Upsert } from '#delivery';
import type { Changes } from '../sync/read-changes.js';
import { Attribution } from './attribution.js';
import { Edition } from './content-document.js';
import { KindEnum } from './enums.js';

export const RemovalReasonEnum = {
  WITHDRAWN: 'WITHDRAWN',
  REPLACED: 'REPLACED',
  RETRACTED: 'RETRACTED',
  EXPUNGED: 'EXPUNGED',
} as const satisfies Record<Removal['reason'], string>;
registerEnumType(RemovalReasonEnum, {
  name: 'RemovalReason',
  description: 'Why a document leaves a copy.',
  valuesMap: {
    WITHDRAWN: { description: 'It is not public any more, or not for this partner.' },
    REPLACED: { description: 'Another document takes its place; `replacedBy` names it.' },
    RETRACTED: { description: 'What it claimed has been taken back; show `notice` where it stood.' },
    EXPUNGED: { description: 'It must not exist any more: remove every copy, and whatever was made from it.' },
  },
});

/** Only ever sent: what it holds was checked when it was published. */
const sent = (name: string, description: string) =>
  new GraphQLScalarType<Readonly<Record<string, unknown>>>({
    name,
    description,
    serialize: (value) => value as Readonly<Record<string, unknown>>,
  });

export const DocumentFieldsScalar = sent(
  'DocumentFields',
  'The fields of a document as JSON, other documents as their documentIds: what GET /v1/schemas/{kind}.json describes.',
);
export const RenderedTextsScalar = sent(
  'RenderedTexts',
  'Its own words ready to show, as JSON: `fields`, by name of the field, has `html`, `markdown` and `text`, each a list of pieces: a string, or `{ embed }` with the documentId of what is shown there. Also `wordCount`, `readingMinutes`, `readingGrade`.',
);

interface Copied {
  readonly documentId: string;
  readonly locale: string;
  readonly kind: Kind;
  readonly slug: string;
  readonly edition: {
    number: number;
    publishedAt: string;
    changeKind: Edition['kind'];
    note: string | null;
    hash: string;
  };
  readonly listedAt: string;
  readonly fields: Body;
  readonly rendered: Readonly<Record<string, Rendered>>;
}

@ObjectType({ description: 'A document as a copy holds it: by itself, so that it changes only with its own edition.' })
export class SyncDocument {
  private read: Copied | undefined;

  constructor(private readonly upsert: Upsert) {}

  private get copy(): Copied {
    return (this.read ??= JSON.parse(this.upsert.json) as Copied);
  }

  @Field(() => ID, { description: 'The document; with the locale, the key under which a copy keeps it.' })
  get documentId(): string {
    return this.upsert.documentId;
  }

  @Field(() => String, { description: 'BCP 47 tag of the language it is written in.' })
  get locale(): string {
    return this.upsert.locale;
  }

  @Field(() => KindEnum, { description: 'What sort of document it is.' })
  get kind(): Kind {
    return this.copy.kind;
  }

  @Field(() => String, { description: 'Its name in addresses.' })
  get slug(): string {
    return this.copy.slug;
  }

  @Field(() => Boolean, {
    description:
      'Not part of what was asked for, and here because something in it embeds or cites it: show it there, and list it nowhere.',
  })
  get carried(): boolean {
    return this.upsert.carried;
  }

  @Field(() => Edition, { description: 'Which edition this is.' })
  get edition(): Edition {
    const { changeKind, ...edition } = this.copy.edition;
    return { ...edition, kind: changeKind };
  }

  @Field(() => DateTimeScalar, { description: 'When it was first published as it is listed now: the order of lists.' })
  get listedAt(): string {
    return this.copy.listedAt;
  }

  @Field(() => DocumentFieldsScalar, { description: 'What it says.' })
  get fields(): Body {
    return this.copy.fields;
  }

  @Field(() => RenderedTextsScalar, { description: 'Its texts ready to show.' })
  get rendered(): Readonly<Record<string, Rendered>> {
    return this.copy.rendered;
  }
}

@ObjectType({ description: 'A document that leaves the copy.' })
export class SyncRemoval {
  @Field(() => ID, { description: 'The document.' })
  readonly documentId!: string;

  @Field(() => String, { description: 'The locale in which it goes; others may stay.' })
  readonly locale!: string;

  @Field(() => KindEnum, { description: 'What sort of document it is.' })
  readonly kind!: Kind;

  @Field(() => RemovalReasonEnum, { description: 'Why.' })
  readonly reason!: Removal['reason'];

  @Field(() => ID, { nullable: true, description: 'What takes its place.' })
  readonly replacedBy!: string | null;

  @Field(() => String, { nullable: true, description: 'What stays to be said where it stood.' })
  readonly notice!: string | null;
}

@ObjectType({ description: 'One page of what a copy lacks. Apply it whole, and keep its token with it.' })
export class SyncPage {
  constructor(private readonly changes: Changes) {}

  @Field(() => [SyncDocument], { description: 'New or changed: put each in the place of what the copy holds of it.' })
  get upserts(): SyncDocument[] {
    return this.changes.upserts.map((upsert) => new SyncDocument(upsert));
  }

  @Field(() => [SyncRemoval], { description: 'To be removed from the copy.' })
  get removals(): readonly SyncRemoval[] {
    return this.changes.removals;
  }

  @Field(() => String, {
    description: 'Opaque: give it with the next call, at once while `hasMore`, else whenever you like.',
  })
  get token(): string {
    return this.changes.token;
  }

  @Field(() => Boolean, { description: 'There are more pages. Without: the copy is exactly what is public for you.' })
  get hasMore(): boolean {
    return this.changes.hasMore;
  }

  @Field(() => Attribution, {
    nullable: true,
    description: 'Whom everything in the copy is to be credited to, and under which terms: keep it with the token.',
  })
  get attribution(): Attribution | null {
    return this.changes.attribution;
  }

  @Field(() => Int, { nullable: true, description: 'With the last page: how many documents the copy must hold.' })
  get count(): number | null {
    return this.changes.proof?.count ?? null;
  }

  @Field(() => String, {
    nullable: true,
    description:
      'With the last page: 16 hexadecimal digits. For each document the first 8 bytes of SHA-256 over documentId, a zero byte, locale, a zero byte and the 32 bytes of `edition.hash`, as a signed big-endian number; summed modulo 2^64. A copy that adds up to something else must be made anew.',
  })
  get checksum(): string | null {
    return this.changes.proof?.checksum ?? null;
  }
}

@ArgsType()
export class SyncArguments {
  @Field(() => String, { nullable: true, description: 'That of the last page; none for a new copy.' })
  token?: string | null;

  @Field(() => Int, {
    description: 'How many changes to return at most, from 1 to 100. Pages may be shorter, and empty ones come.',
  })
  first!: number;

  @Field(() => [KindEnum], {
    nullable: true,
    description:
      'Only these kinds, with what they embed and cite and every notice; all when absent. Part of the token.',
  })
  kinds?: Kind[] | null;

  @Field(() => [String], { nullable: true, description: 'Only these locales; all when absent. Part of the token.' })
  locales?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'A name for the version of your own data: a token of another one is refused, and the copy made anew.',
  })
  schemaTag?: string | null;
}
