import { ArticleResolver } from './article/article.resolver.js';
import { CollectionResolver, CollectionSectionResolver } from './collection/collection.resolver.js';
import { CourseResolver, LessonUseResolver } from './course/course.resolver.js';
import { ContentDocumentResolver } from './document/content-document.resolver.js';
import { NodeResolver } from './document/node.resolver.js';
import { CitationResolver, FactResolver } from './fact/fact.resolver.js';
import { MythFactResolver } from './myth-fact/myth-fact.resolver.js';
import { MythMatchResolver } from './myth-match/myth-match.resolver.js';
import { NoticeResolver } from './notice/notice.resolver.js';
import { RichTextResolver } from './rich-text/rich-text.resolver.js';
import { SearchEdgeResolver, SearchFacetsResolver, SearchResolver } from './search/search.resolver.js';
import { SourceResolver } from './source/source.resolver.js';
import { SyncResolver } from './sync/sync.resolver.js';
import { TopicResolver } from './topic/topic.resolver.js';
import { WithdrawalResolver } from './withdrawal/withdrawal.resolver.js';

export const RESOLVERS = [
  ArticleResolver,
  CitationResolver,
  CollectionResolver,
  CollectionSectionResolver,
  ContentDocumentResolver,
  CourseResolver,
  FactResolver,
  LessonUseResolver,
  MythFactResolver,
  MythMatchResolver,
  NodeResolver,
  NoticeResolver,
  RichTextResolver,
  SearchEdgeResolver,
  SearchFacetsResolver,
  SearchResolver,
  SourceResolver,
  SyncResolver,
  TopicResolver,
  WithdrawalResolver,
] as const;
