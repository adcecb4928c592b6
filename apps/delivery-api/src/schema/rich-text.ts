import { ObjectType } from '@nestjs/graphql';
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

  /** As it was written. */
  get blocks(): readonly RichTextBlock[] {
    return (this.host.body as { readonly [name: string]: readonly RichTextBlock[] | undefined })[this.name] ?? [];
  }
}
