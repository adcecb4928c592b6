import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { ContentDocument } from './content-document.js';
import { Node } from './node.js';
import { RichText } from './rich-text.js';

@ObjectType({ implements: () => [ContentDocument, Node], description: 'An educational article.' })
export class Article extends ContentDocument<'article'> {
  @Field(() => String, { description: 'Title.' })
  get title(): string {
    return this.body.title ?? '';
  }

  @Field(() => String, { nullable: true, description: 'One paragraph for lists and previews.' })
  get summary(): string | null {
    return this.body.summary ?? null;
  }

  @Field(() => RichText, { name: 'body', description: 'The text.' })
  get text(): RichText {
    return new RichText(this, 'body');
  }

  @Field(() => String, {
    nullable: true,
    description: 'Day by which somebody will have looked at it again (YYYY-MM-DD).',
  })
  get reviewBy(): string | null {
    return this.body.reviewBy ?? null;
  }

  @Field(() => Int, { description: 'Minutes that reading its own words takes.' })
  get readingMinutes(): number {
    return this.published.rendered.readingMinutes;
  }

  @Field(() => Int, { description: 'Its own words, without those of embedded documents.' })
  get wordCount(): number {
    return this.published.rendered.wordCount;
  }

  @Field(() => Float, {
    nullable: true,
    description: 'School grade (Flesch-Kincaid) that its own words ask for; null where the formula does not apply.',
  })
  get readingGrade(): number | null {
    return this.published.rendered.readingGrade;
  }
}
