import type { Bodies } from '#content';
import { linkedToAll, linkName, nameOf, type Readable } from '../readable/readable.js';
import { totalMinutes } from '../readable/sections.js';
import { readingWords } from '../readable/words.js';
import type { DefinedTerm, EducationalAudience, Work } from './schema-org.js';

type Module = NonNullable<Bodies['course']['modules']>[number];
type Lesson = NonNullable<Module['lessons']>[number];

export function courseNode(
  readable: Readable<'course'>,
  own: Omit<Work, '@type'>,
  audience: readonly EducationalAudience[],
  about: readonly DefinedTerm[],
): Work {
  const { body } = readable.document;
  const minutes = totalMinutes(body);
  return {
    '@type': ['Course', 'LearningResource'],
    ...own,
    ...(own.publisher ? { provider: own.publisher } : {}),
    description: body.summary ?? body.title ?? '',
    ...(body.level === undefined ? {} : { educationalLevel: body.level }),
    ...(minutes === 0 ? {} : { timeRequired: `PT${minutes}M` }),
    teaches: body.objectives ?? [],
    audience,
    about,
    coursePrerequisites: linkedToAll(readable, body.prerequisites).map(({ document, url }) => ({
      '@type': 'Course',
      name: nameOf(document, readingWords(document.locale)),
      ...(url === null ? {} : { '@id': url, url }),
    })),
    syllabusSections: (body.modules ?? []).map((module) => section(readable, module)),
  };
}

function section(readable: Readable, module: Module): Work {
  const minutes = totalMinutes({ modules: [module] });
  return {
    '@type': 'Syllabus',
    name: module.title ?? '',
    ...(module.summary === undefined ? {} : { description: module.summary }),
    ...(minutes === 0 ? {} : { timeRequired: `PT${minutes}M` }),
    hasPart: (module.lessons ?? []).map((lesson) => lessonNode(readable, lesson)),
  };
}

function lessonNode(readable: Readable, lesson: Lesson): Work {
  const used = (lesson.uses ?? []).flatMap(({ document, locale, edition }) => {
    if (document === undefined) return [];
    const pin = locale === undefined || edition === undefined ? {} : { pinLocale: locale, pinEdition: edition };
    return readable.links.get(linkName({ target: document, ...pin })) ?? [];
  });
  return {
    '@type': 'LearningResource',
    name: lesson.title ?? '',
    ...(lesson.kind === undefined ? {} : { learningResourceType: lesson.kind }),
    ...(lesson.minutes === undefined ? {} : { timeRequired: `PT${lesson.minutes}M` }),
    ...(lesson.objectives === undefined ? {} : { teaches: lesson.objectives }),
    ...(used.length === 0
      ? {}
      : {
          hasPart: used.map(({ document, url }) => ({
            '@type': 'CreativeWork',
            name: nameOf(document, readingWords(document.locale)),
            ...(url === null ? {} : { '@id': url, url }),
          })),
        }),
  };
}
