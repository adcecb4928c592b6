import type { Kind } from '#content';
import type { PublishedDocument } from '#delivery';
import type { PublicRead } from '../read/public-read.js';
import { Article } from './article.js';
import { Collection } from './collection.js';
import type { ContentDocument } from './content-document.js';
import { Course } from './course.js';
import { Fact } from './fact.js';
import { MythFact } from './myth-fact.js';
import { Notice } from './notice.js';
import { Source } from './source.js';
import { Topic } from './topic.js';

export const DOCUMENT_TYPES = {
  article: Article,
  'myth-fact': MythFact,
  course: Course,
  fact: Fact,
  source: Source,
  notice: Notice,
  topic: Topic,
  collection: Collection,
} as const;

export type DocumentOf<K extends Kind> = InstanceType<(typeof DOCUMENT_TYPES)[K]>;

/** The GraphQL face of what the reader returned. */
export function documentOf<K extends Kind>(
  published: PublishedDocument<K>,
  read: PublicRead,
  pinned = false,
): DocumentOf<K> {
  const type = DOCUMENT_TYPES[published.kind] as unknown as new (
    published: PublishedDocument<K>,
    read: PublicRead,
    pinned: boolean,
  ) => ContentDocument<K>;
  return new type(published, read, pinned) as unknown as DocumentOf<K>;
}
