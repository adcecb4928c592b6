import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { DateTimeScalar } from '#edge';
import type { Body, Kind, Rendered } from '#content';
import type { Removal, SetProof, Upsert } from '#delivery';
import type { Pulled } from '../sync/read-pull.js';
import type { ResetCode } from '../sync/sync-token.js';
import { Attribution } from './attribution.js';
import { Edition } from './content-document.js';
import { KindEnum } from './enums.js';
import { DocumentFieldsScalar, RemovalReasonEnum, RenderedTextsScalar, SyncDocument } from './sync.js';

const ResetCodeEnum = {
  SYNC_TOKEN_INVALID: 'SYNC_TOKEN_INVALID',
  SYNC_TOKEN_EXPIRED: 'SYNC_TOKEN_EXPIRED',
  SYNC_RESET: 'SYNC_RESET',
  SYNC_SCHEMA_CHANGED: 'SYNC_SCHEMA_CHANGED',
} as const satisfies { [Code in ResetCode]: Code };
registerEnumType(ResetCodeEnum, {
  name: 'SyncResetCode',
  description: 'Why a copy cannot be brought up to date and is filled anew.',
  valuesMap: {
    SYNC_TOKEN_INVALID: { description: 'The token was not issued to this partner here.' },
    SYNC_TOKEN_EXPIRED: { description: 'It is older than what is kept for bringing copies up to date.' },
    SYNC_RESET: { description: 'The history that it belongs to is gone, or what may be seen changed under its pages.' },
    SYNC_SCHEMA_CHANGED: { description: 'It was issued for another `schemaTag`.' },
  },
});

@ObjectType({ description: 'Why a document left the copy.' })
export class PullRemoval {
  @Field(() => RemovalReasonEnum, { description: 'Why.' })
  readonly reason!: Removal['reason'];

  @Field(() => ID, { nullable: true, description: 'documentId of what takes its place.' })
  readonly replacedBy!: string | null;

  @Field(() => String, { nullable: true, description: 'What stays to be said where it stood.' })
  readonly notice!: string | null;
}

@ObjectType({ description: 'A change of one document of a copy: what it is now; or, with `_deleted`, that it goes.' })
export class PullDocument {
  private readonly held: SyncDocument | null;

  constructor(private readonly change: Upsert | Removal) {
    this.held = 'json' in change ? new SyncDocument(change) : null;
  }

  @Field(() => ID, { description: 'The key under which a copy keeps it: `documentId|locale`.' })
  get id(): string {
    return `${this.change.documentId}|${this.change.locale}`;
  }

  @Field(() => Boolean, { description: 'It goes; `removal` says why, and what it said is null.' })
  get _deleted(): boolean {
    return this.held === null;
  }

  @Field(() => ID, { description: 'The document.' })
  get documentId(): string {
    return this.change.documentId;
  }

  @Field(() => String, { description: 'BCP 47 tag of the language it is written in.' })
  get locale(): string {
    return this.change.locale;
  }

  @Field(() => KindEnum, { description: 'What sort of document it is.' })
  get kind(): Kind {
    return this.change.kind;
  }

  @Field(() => String, { nullable: true, description: 'Its name in addresses.' })
  get slug(): string | null {
    return this.held?.slug ?? null;
  }

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Not part of what was asked for, and here because something in it embeds or cites it: show it there, and list it nowhere.',
  })
  get carried(): boolean | null {
    return this.held?.carried ?? null;
  }

  @Field(() => Edition, { nullable: true, description: 'Which edition this is.' })
  get edition(): Edition | null {
    return this.held?.edition ?? null;
  }

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was first published as it is listed now: the order of lists.',
  })
  get listedAt(): string | null {
    return this.held?.listedAt ?? null;
  }

  @Field(() => DocumentFieldsScalar, { nullable: true, description: 'What it says.' })
  get fields(): Body | null {
    return this.held?.fields ?? null;
  }

  @Field(() => RenderedTextsScalar, { nullable: true, description: 'Its texts ready to show.' })
  get rendered(): Readonly<Record<string, Rendered>> | null {
    return this.held?.rendered ?? null;
  }

  @Field(() => PullRemoval, { nullable: true, description: 'With `_deleted`: why.' })
  get removal(): PullRemoval | null {
    return 'json' in this.change ? null : this.change;
  }
}

@ObjectType({ description: 'Where a copy stands.' })
export class PullCheckpoint {
  @Field(() => String, { description: 'Opaque; the same as a token of `sync`.' })
  readonly token!: string;
}

@ObjectType({
  description:
    'As many changes as were asked for, or what is left of them. Apply them in order, and keep the checkpoint with them.',
})
export class Pull {
  constructor(private readonly pulled: Pulled) {}

  private get proof(): SetProof | null {
    return this.pulled.hasMore ? null : this.pulled.last.proof;
  }

  @Field(() => [PullDocument], { description: 'In order: a later one speaks for the same document.' })
  get documents(): PullDocument[] {
    return this.pulled.changes.map((change) => new PullDocument(change));
  }

  @Field(() => PullCheckpoint, { description: 'To ask with next.' })
  get checkpoint(): PullCheckpoint {
    return { token: this.pulled.last.token };
  }

  @Field(() => Boolean, { description: 'There are more. Without: the copy is exactly what is public for you.' })
  get hasMore(): boolean {
    return this.pulled.hasMore;
  }

  @Field(() => ResetCodeEnum, {
    nullable: true,
    description:
      'The checkpoint was of no use, and why: these changes begin a new copy. What has not come again by the last of them has to go.',
  })
  get reset(): ResetCode | null {
    return this.pulled.reset;
  }

  @Field(() => Attribution, {
    nullable: true,
    description: 'Whom everything in the copy is to be credited to, and under which terms.',
  })
  get attribution(): Attribution | null {
    return this.pulled.last.attribution;
  }

  @Field(() => Int, { nullable: true, description: 'With the last changes: how many documents the copy must hold.' })
  get count(): number | null {
    return this.proof?.count ?? null;
  }

  @Field(() => String, { nullable: true, description: 'With the last changes: what `SyncPage.checksum` says of it.' })
  get checksum(): string | null {
    return this.proof?.checksum ?? null;
  }
}

@InputType({ description: 'Where a copy stands: the last checkpoint that it was given.' })
export class PullCheckpointInput {
  @Field(() => String, { description: 'Of that checkpoint.' })
  token!: string;
}

@ArgsType()
export class PullArguments {
  @Field(() => PullCheckpointInput, { nullable: true, description: 'The last one; none for a new copy.' })
  checkpoint?: PullCheckpointInput | null;

  @Field(() => Int, {
    description: 'How many changes to return, from 1 to 100. Fewer come only when no more are left.',
  })
  first!: number;

  @Field(() => [KindEnum], {
    nullable: true,
    description: 'Only these kinds, with what they embed and cite and every notice; all when absent.',
  })
  kinds?: Kind[] | null;

  @Field(() => [String], { nullable: true, description: 'Only these locales; all when absent.' })
  locales?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'A name for the version of your own data: with another one the copy is filled anew.',
  })
  schemaTag?: string | null;
}
