import { Field, ObjectType } from '@nestjs/graphql';
import { PortableTextScalar } from '#edge';
import type { Format, RichTextBlock, Segment } from '#content';
import type { ContentDocument } from './content-document.js';

@ObjectType({ description: 'Formatted text in several forms. Embedded documents are resolved as of the read.' })
export class RichText {
  constructor(
    readonly host: ContentDocument,
    readonly name: 'body' | 'explanation',
  ) {}

  /** Its own words in a form, cut where documents are embedded. */
  segments(format: Format): readonly Segment[] {
    return this.host.published.rendered.fields[this.name]?.[format] ?? [];
  }

  @Field(() => PortableTextScalar, {
    description: 'The blocks as they were written; embeds carry the documentId of their target.',
  })
  get portableText(): readonly RichTextBlock[] {
    return (this.host.body as { readonly [name: string]: readonly RichTextBlock[] | undefined })[this.name] ?? [];
  }
}
