import { registerEnumType } from '@nestjs/graphql';
import {
  CHANGE_KINDS,
  CITATION_ROLES,
  COURSE_LEVELS,
  FACT_STATUSES,
  KINDS,
  LESSON_KINDS,
  REFERENCE_ROLES,
  VERDICTS,
  WITHDRAWAL_REASONS,
} from '#content';

/** GraphQL name of each value: `myth-fact` is MYTH_FACT. */
export type EnumType = Readonly<Record<string, string>>;

export function register<const T extends readonly string[]>(
  name: string,
  description: string,
  values: T,
  descriptions: Readonly<Record<T[number], string>>,
): EnumType {
  const entries = values.map((value) => [value.toUpperCase().replaceAll('-', '_'), value as T[number]] as const);
  const type = Object.fromEntries(entries);
  registerEnumType(type, {
    name,
    description,
    valuesMap: Object.fromEntries(entries.map(([key, value]) => [key, { description: descriptions[value] }])),
  });
  return type;
}

export const KindEnum = register('Kind', 'What sort of document it is.', KINDS, {
  article: 'An educational article.',
  'myth-fact': 'A myth and the fact that corrects it.',
  course: 'A course outline.',
  fact: 'A claim with its evidence.',
  source: 'A bibliographic record.',
  notice: 'A safety contact.',
  topic: 'A topic.',
  collection: 'An ordered selection of documents.',
});

export const ChangeKindEnum = register('ChangeKind', 'How an edition differs from the one before.', CHANGE_KINDS, {
  MAJOR: 'New or rewritten.',
  MINOR: 'Small changes that alter no claim.',
  CORRECTION: 'Something that was wrong has been put right; the note says what.',
  RETRACTION: 'A claim has been taken back; the note says which.',
});

export const WithdrawalReasonEnum = register(
  'WithdrawalReason',
  'Why a document leaves the public.',
  WITHDRAWAL_REASONS,
  {
    GONE: 'It is taken away.',
    REPLACED: 'Another document takes its place.',
    RETRACTED: 'It should not have been said; the notice stays and says why.',
  },
);

export const ReferenceRoleEnum = register('ReferenceRole', 'What a reference is for.', REFERENCE_ROLES, {
  EMBED: 'It is shown inside the text.',
  LINK: 'Words of the text link to it.',
  TOPIC: 'The document is filed under it.',
  SOURCE: 'The document comes from it.',
  CITATION: 'A fact cites it.',
  RELATED: 'Further reading.',
  PREREQUISITE: 'A course to take first.',
  USES: 'A lesson uses it.',
  BROADER: 'The topic that contains this one.',
  ITEM: 'An entry of a topic or a collection.',
  SUPERSEDED_BY: 'The fact that replaces this one.',
});

export const PublicationKindEnum = register(
  'PublicationKind',
  'What a publication did.',
  ['GENESIS', 'PUBLISH', 'WITHDRAW', 'SCOPE', 'LABELS', 'EXPUNGE'],
  {
    GENESIS: 'The empty start.',
    PUBLISH: 'At least one document went live.',
    WITHDRAW: 'Documents left the public.',
    SCOPE: 'What a partner may see changed.',
    LABELS: 'Configured labels changed.',
    EXPUNGE: 'A document was removed with everything that it ever said.',
  },
);

/** Enums that fields of documents use, found by their values: a shape says what a field may hold, not what that is called. */
const FIELD_ENUMS: readonly { readonly values: readonly string[]; readonly type: EnumType }[] = [
  {
    values: VERDICTS,
    type: register('Verdict', 'What is wrong with a claim.', VERDICTS, {
      FALSE: 'It is not so.',
      MISLEADING: 'It leads to a wrong conclusion.',
      LACKS_CONTEXT: 'It leaves out what matters.',
      PARTLY_TRUE: 'Some of it is so.',
    }),
  },
  {
    values: FACT_STATUSES,
    type: register('FactStatus', 'What the evidence allows to say.', FACT_STATUSES, {
      SUPPORTED: 'A primary source supports it.',
      SUPPORTED_WITH_LIMITS: 'It holds within the limits that the notice names.',
      DISPUTED: 'Sources contradict it.',
      UNVERIFIED: 'No source has been found yet.',
      SUPERSEDED: 'A newer fact replaces it.',
      RETRACTED: 'It has been taken back.',
    }),
  },
  {
    values: CITATION_ROLES,
    type: register('CitationRole', 'What a source does for a claim.', CITATION_ROLES, {
      PRIMARY: 'It established the claim.',
      SECONDARY: 'It reports the claim from another source, which it names.',
      REPEATS: 'It repeats the claim without evidence of its own.',
      CRITIQUES: 'It argues against the claim.',
      SUPERSEDES: 'It replaces what the claim was based on.',
    }),
  },
  {
    values: LESSON_KINDS,
    type: register('LessonKind', 'What learners do in a lesson.', LESSON_KINDS, {
      reading: 'They read.',
      video: 'They watch.',
      discussion: 'They talk it over.',
      activity: 'They try something.',
      quiz: 'They answer questions.',
    }),
  },
  {
    values: COURSE_LEVELS,
    type: register('CourseLevel', 'How much a course expects.', COURSE_LEVELS, {
      introductory: 'Nothing is expected.',
      intermediate: 'The basics are expected.',
      advanced: 'Practice is expected.',
    }),
  },
];

export function enumOfValues(values: readonly string[]): EnumType {
  const found = FIELD_ENUMS.find((known) => known.values.join() === values.join());
  if (!found) throw new Error(`The values ${values.join(', ')} have no GraphQL enum yet: add it to FIELD_ENUMS.`);
  return found.type;
}
