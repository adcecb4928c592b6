import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Format, RichTextBlock } from '#content';
import { PortableTextScalar } from '#edge';
import { withoutExpunged } from '../read/expunged.js';
import { embeddedAll } from '../read/linked-documents.js';
import { ContentDocument } from '../schema/content-document.js';
import { RichText } from '../schema/rich-text.js';
import { assemble } from './assemble.js';
import { embeddedTargets } from './embeds.js';

@Resolver(() => RichText)
export class RichTextResolver {
  @ResolveField(() => String, {
    description: 'HTML of a closed set of elements, safe to insert; embedded documents included.',
  })
  html(@Parent() text: RichText): Promise<string> {
    return this.render(text, 'html');
  }

  @ResolveField(() => String, { description: 'CommonMark with tables; embedded documents included.' })
  markdown(@Parent() text: RichText): Promise<string> {
    return this.render(text, 'markdown');
  }

  @ResolveField(() => String, { description: 'Plain text; embedded documents included.' })
  text(@Parent() text: RichText): Promise<string> {
    return this.render(text, 'text');
  }

  @ResolveField(() => PortableTextScalar, {
    description: 'The blocks as they were written; embeds carry the documentId of their target.',
  })
  portableText(@Parent() { host, blocks }: RichText): readonly RichTextBlock[] | Promise<readonly RichTextBlock[]> {
    return host.read.hasTombstones ? withoutExpunged(host.read, host, blocks) : blocks;
  }

  @ResolveField(() => [ContentDocument], {
    description: 'The documents that the text embeds, in order; those that are no longer there are left out.',
  })
  references(@Parent() { host, blocks }: RichText): Promise<ContentDocument[]> {
    return embeddedAll(host, embeddedTargets(blocks));
  }

  private render(text: RichText, format: Format): Promise<string> {
    return assemble(text.host.read, text.host.published, text.segments(format), format);
  }
}
