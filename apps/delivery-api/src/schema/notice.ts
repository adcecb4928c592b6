import { Field, Int, ObjectType } from '@nestjs/graphql';
import { ContentDocument } from './content-document.js';
import { Node } from './node.js';

@ObjectType({ description: 'A text line.' })
export class TextLine {
  @Field(() => String, { nullable: true, description: 'Number or short code to write to.' })
  readonly number?: string;

  @Field(() => String, { nullable: true, description: 'Word to send.' })
  readonly code?: string;
}

@ObjectType({
  implements: () => [ContentDocument, Node],
  description: 'A safety contact: one service and its channels. Show it beside the content.',
})
export class Notice extends ContentDocument<'notice'> {
  @Field(() => String, { description: 'Name of the service.' })
  get name(): string {
    return this.body.name ?? '';
  }

  @Field(() => String, { nullable: true, description: 'What the banner says.' })
  get message(): string | null {
    return this.body.message ?? null;
  }

  @Field(() => String, { nullable: true, description: 'Telephone number, as it is dialled.' })
  get phone(): string | null {
    return this.body.phone ?? null;
  }

  @Field(() => TextLine, { nullable: true, description: 'Where to write a text message.' })
  get text(): TextLine | null {
    return this.body.text ?? null;
  }

  @Field(() => String, { nullable: true, description: 'Where to chat.' })
  get chatUrl(): string | null {
    return this.body.chatUrl ?? null;
  }

  @Field(() => String, { nullable: true, description: 'Text telephone number.' })
  get tty(): string | null {
    return this.body.tty ?? null;
  }

  @Field(() => Boolean, { description: 'The emergency number of its region.' })
  get emergency(): boolean {
    return this.body.emergency ?? false;
  }

  @Field(() => String, { nullable: true, description: 'When it answers.' })
  get hours(): string | null {
    return this.body.hours ?? null;
  }

  @Field(() => [String], { description: 'Languages spoken, as BCP 47 tags.' })
  get languages(): readonly string[] {
    return this.body.languages ?? [];
  }

  @Field(() => String, { description: 'ISO 3166-1 or 3166-2 code, or `global`.' })
  get region(): string {
    return this.body.region ?? 'global';
  }

  @Field(() => Int, { description: 'Smaller comes first.' })
  get priority(): number {
    return this.body.priority ?? 100;
  }

  @Field(() => String, { nullable: true, description: 'Who runs the service.' })
  get operator(): string | null {
    return this.body.operator ?? null;
  }

  @Field(() => String, { nullable: true, description: 'Day on which somebody last checked it (YYYY-MM-DD).' })
  get verifiedOn(): string | null {
    return this.body.verifiedOn ?? null;
  }

  @Field(() => String, { nullable: true, description: 'Day by which it must be checked again (YYYY-MM-DD).' })
  get verifyBy(): string | null {
    return this.body.verifyBy ?? null;
  }
}
