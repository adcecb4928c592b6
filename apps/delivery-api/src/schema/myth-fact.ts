import { Field, ObjectType } from '@nestjs/graphql';
import { ContentDocument } from './content-document.js';
import { VerdictEnum } from './enums.js';
import { Node } from './node.js';
import { RichText } from './rich-text.js';

@ObjectType({ implements: () => [ContentDocument, Node], description: 'A myth and the fact that corrects it.' })
export class MythFact extends ContentDocument<'myth-fact'> {
  @Field(() => String, { description: 'The claim, as people say it.' })
  get myth(): string {
    return this.body.myth ?? '';
  }

  @Field(() => String, { description: 'The correction, in one or two sentences.' })
  get fact(): string {
    return this.body.fact ?? '';
  }

  @Field(() => RichText, { nullable: true, description: 'Why it is so.' })
  get explanation(): RichText | null {
    return this.body.explanation === undefined || this.body.explanation.length === 0
      ? null
      : new RichText(this, 'explanation');
  }

  @Field(() => [String], { description: 'Other ways in which people say the myth.' })
  get otherPhrasings(): readonly string[] {
    return this.body.otherPhrasings ?? [];
  }

  @Field(() => VerdictEnum, { nullable: true, description: 'What is wrong with the claim.' })
  get verdict(): keyof typeof VerdictEnum | null {
    return this.body.verdict ?? null;
  }
}
