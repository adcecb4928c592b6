import { Field, ObjectType } from '@nestjs/graphql';
import { ContentDocument } from './content-document.js';
import { Node } from './node.js';

@ObjectType({ description: 'A name as CSL-JSON has it: family and given, or literal.' })
export class Author {
  @Field(() => String, { nullable: true, description: 'Family name.' })
  readonly family?: string;

  @Field(() => String, { nullable: true, description: 'Given names.' })
  readonly given?: string;

  @Field(() => String, { nullable: true, description: 'An organisation, or a name that does not split.' })
  readonly literal?: string;
}

@ObjectType({ implements: () => [ContentDocument, Node], description: 'A bibliographic record.' })
export class Source extends ContentDocument<'source'> {
  @Field(() => String, { nullable: true, description: 'CSL item type, such as report or legislation.' })
  get type(): string | null {
    return this.body.type ?? null;
  }

  @Field(() => String, { description: 'Title.' })
  get title(): string {
    return this.body.title ?? '';
  }

  @Field(() => [Author], { description: 'Authors, in order.' })
  get authors(): readonly Author[] {
    return this.body.authors ?? [];
  }

  @Field(() => String, { nullable: true, description: 'Publisher.' })
  get publisher(): string | null {
    return this.body.publisher ?? null;
  }

  @Field(() => String, {
    nullable: true,
    description: 'Year, month or day of publication (YYYY, YYYY-MM or YYYY-MM-DD).',
  })
  get issued(): string | null {
    return this.body.issued ?? null;
  }

  @Field(() => String, { nullable: true, description: 'Where it is.' })
  get url(): string | null {
    return this.body.url ?? null;
  }

  @Field(() => String, { nullable: true, description: 'Digital object identifier.' })
  get doi(): string | null {
    return this.body.doi ?? null;
  }

  @Field(() => String, { nullable: true, description: 'Day on which it was read (YYYY-MM-DD).' })
  get accessed(): string | null {
    return this.body.accessed ?? null;
  }

  @Field(() => String, { nullable: true, description: 'An archived copy.' })
  get archiveUrl(): string | null {
    return this.body.archiveUrl ?? null;
  }
}
