import type { Kind } from '#content';
import type { Block, PageItem } from '../page/index.js';

type Fields = Record<string, unknown>;

/** Fields that an import sets; one that the page no longer has is cleared, any other is the editors' own. */
export const IMPORTED_FIELDS: Readonly<Record<Kind, readonly string[]>> = {
  article: ['title', 'summary', 'body'],
  'myth-fact': ['myth', 'fact', 'explanation', 'otherPhrasings'],
  fact: ['statement', 'status'],
  notice: ['name', 'message', 'phone', 'text', 'chatUrl', 'tty', 'emergency', 'priority'],
  course: ['title', 'summary', 'audiences', 'level', 'objectives', 'modules'],
  topic: ['name', 'description'],
  collection: ['title', 'sections'],
  source: [],
};

/** Shown before the others: somebody in danger must not have to read on. */
const EMERGENCY_PRIORITY = 10;

/** What an item of a page says as the body of its kind. `idOf` gives the document of another item of the page. */
export function toBody(item: PageItem, idOf: (key: string) => string, audiences: readonly string[]): Fields {
  switch (item.kind) {
    case 'article':
      return compact({
        title: item.fields.title,
        summary: item.fields.summary,
        body: embedded(item.fields.body, idOf),
      });
    case 'myth-fact':
      return compact({
        ...item.fields,
        explanation: item.fields.explanation && embedded(item.fields.explanation, idOf),
      });
    case 'fact':
      return { statement: item.fields.statement, status: 'UNVERIFIED' };
    case 'notice':
      return compact({
        ...item.fields,
        emergency: item.fields.emergency || undefined,
        priority: item.fields.emergency ? EMERGENCY_PRIORITY : undefined,
      });
    case 'course':
      return compact({
        ...item.fields,
        audiences: item.fields.audiences.filter((key) => audiences.includes(key)),
        modules: item.fields.modules.map(({ lessons, ...module }, index) => ({
          _key: `m${index + 1}`,
          ...compact(module),
          lessons: lessons.map((lesson, place) => ({ _key: `m${index + 1}l${place + 1}`, ...compact({ ...lesson }) })),
        })),
      });
    case 'topic':
      return compact({ ...item.fields });
    case 'collection':
      return {
        title: item.fields.title,
        sections: item.fields.sections.map((section, index) => ({
          _key: `s${index + 1}`,
          title: section.title,
          items: section.items.map(idOf),
        })),
      };
  }
}

function embedded(blocks: readonly Block[], idOf: (key: string) => string): unknown[] {
  return blocks.map((block) =>
    block._type === 'mythFactEmbed' || block._type === 'noticeEmbed'
      ? { _type: block._type, _key: block._key, document: idOf(block.item) }
      : block,
  );
}

function compact(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
