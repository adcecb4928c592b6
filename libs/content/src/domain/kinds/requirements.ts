import type { Problem, ProblemPath } from '#platform';
import { plainText } from '../rich-text/plain.js';
import type { Bodies, Body, Kind } from './kinds.js';
import { AssetsNotSupported, HalfPinned, MissingField, UnknownAudience } from './problems.js';
import type { RichText } from './rich-text-shape.js';

export interface PublishContext {
  /** Keys of the configured audiences. */
  readonly audiences: readonly string[];
}

type Requirements<B> = (body: B, ask: Asker) => void;

/**
 * Everything that a body still needs before it may be public (the table of kinds in docs/model.md), all of it at once. What
 * depends on other documents (are the targets live?) is the business of publishing. Without a context audiences go unchecked.
 */
export function requirementsToPublish<K extends Kind>(
  kind: K,
  body: Body<K>,
  context?: PublishContext,
): readonly Problem[] {
  const ask = new Asker();
  const requirements: Requirements<Body<K>> = REQUIREMENTS[kind];
  requirements(body, ask);
  if (context && 'audiences' in body) ask.knownAudiences(body.audiences ?? [], context.audiences);
  return ask.problems;
}

class Asker {
  readonly problems: Problem[] = [];

  need(value: unknown, path: ProblemPath, message: string): void {
    const missing = typeof value === 'string' ? value.trim() === '' : value === undefined || value === null;
    if (missing) this.problems.push(new MissingField(message, path));
  }

  words(blocks: RichText | undefined, path: ProblemPath, message: string): void {
    if (!blocks || !showsSomething(blocks)) this.problems.push(new MissingField(message, path));
  }

  noAssets(blocks: RichText | undefined, path: ProblemPath): void {
    blocks?.forEach((block, index) => {
      if (block._type !== 'assetEmbed') return;
      this.problems.push(
        new AssetsNotSupported('Assets cannot be published yet: remove this block.', [...path, index]),
      );
    });
  }

  bothOrNeither(use: { locale?: string; edition?: number }, path: ProblemPath): void {
    if ((use.locale === undefined) === (use.edition === undefined)) return;
    const lacking = use.locale === undefined ? 'locale' : 'edition';
    this.problems.push(
      new HalfPinned(
        `A pinned use names locale and edition: add “${lacking}”, or remove the other to follow what is live.`,
        [...path, lacking],
      ),
    );
  }

  knownAudiences(audiences: readonly string[], known: readonly string[]): void {
    audiences.forEach((audience, index) => {
      if (!known.includes(audience)) this.problems.push(new UnknownAudience(audience, known, ['audiences', index]));
    });
  }
}

const REQUIREMENTS: { readonly [K in Kind]: Requirements<Bodies[K]> } = {
  article: (article, ask) => {
    ask.need(article.title, ['title'], 'Give the article a title.');
    ask.words(article.body, ['body'], 'Write the body of the article.');
    ask.noAssets(article.body, ['body']);
  },
  'myth-fact': (pair, ask) => {
    ask.need(pair.myth, ['myth'], 'Write the myth, as people say it.');
    ask.need(pair.fact, ['fact'], 'Write the fact that corrects the myth.');
    ask.noAssets(pair.explanation, ['explanation']);
  },
  course: (course, ask) => {
    ask.need(course.title, ['title'], 'Give the course a title.');
    course.modules?.forEach((module, m) => {
      ask.need(module.title, ['modules', m, 'title'], 'Give this module a title, or remove it.');
      module.lessons?.forEach((lesson, l) => {
        const path = ['modules', m, 'lessons', l];
        ask.need(lesson.title, [...path, 'title'], 'Give this lesson a title, or remove it.');
        lesson.uses?.forEach((use, u) => {
          ask.need(
            use.document,
            [...path, 'uses', u, 'document'],
            'Choose the document that the lesson uses, or remove the entry.',
          );
          ask.bothOrNeither(use, [...path, 'uses', u]);
        });
      });
    });
  },
  fact: (fact, ask) => {
    ask.need(fact.statement, ['statement'], 'Write the statement.');
    ask.need(fact.status, ['status'], 'Say what the evidence allows: choose a status.');
    if (fact.status !== undefined && fact.status !== 'SUPPORTED') {
      ask.need(fact.notice, ['notice'], `A fact that is ${fact.status} needs a notice that tells readers why.`);
    }
    if (fact.status === 'SUPERSEDED')
      ask.need(fact.supersededBy, ['supersededBy'], 'Choose the fact that replaces this one.');
    const primary = fact.citations?.find((citation) => citation.role === 'PRIMARY' && citation.source !== undefined);
    if (fact.status === 'SUPPORTED')
      ask.need(primary, ['citations'], 'Cite a PRIMARY source, or choose another status.');
    fact.citations?.forEach((citation, index) => {
      ask.need(
        citation.source,
        ['citations', index, 'source'],
        'Choose the source that this citation names, or remove it.',
      );
      ask.need(citation.role, ['citations', index, 'role'], 'Say what this source does for the claim: choose a role.');
    });
  },
  source: (source, ask) => ask.need(source.title, ['title'], 'Give the source its title.'),
  notice: (notice, ask) => {
    ask.need(notice.name, ['name'], 'Name the service.');
    const channel = notice.phone ?? notice.text ?? notice.chatUrl ?? notice.tty;
    ask.need(channel, [], 'Give at least one way to reach the service: phone, text, chatUrl or tty.');
    if (notice.text)
      ask.need(
        notice.text.number,
        ['text', 'number'],
        'Give the number or short code to write to, or remove the text line.',
      );
  },
  topic: (topic, ask) => ask.need(topic.name, ['name'], 'Name the topic.'),
  collection: (collection, ask) => {
    ask.need(collection.title, ['title'], 'Give the collection a title.');
    ask.need(collection.sections?.[0], ['sections'], 'Add a section.');
  },
};

function showsSomething(blocks: RichText): boolean {
  return blocks.some((block) => block._type.endsWith('Embed')) || plainText(blocks) !== '';
}
