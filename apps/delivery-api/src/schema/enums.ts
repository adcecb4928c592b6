import { registerEnumType } from '@nestjs/graphql';

export const KindEnum = {
  ARTICLE: 'article',
  MYTH_FACT: 'myth-fact',
  COURSE: 'course',
  FACT: 'fact',
  SOURCE: 'source',
  NOTICE: 'notice',
  TOPIC: 'topic',
  COLLECTION: 'collection',
} as const;

export const LessonKindEnum = {
  READING: 'reading',
  VIDEO: 'video',
  DISCUSSION: 'discussion',
  ACTIVITY: 'activity',
  QUIZ: 'quiz',
} as const;
export const CourseLevelEnum = {
  INTRODUCTORY: 'introductory',
  INTERMEDIATE: 'intermediate',
  ADVANCED: 'advanced',
} as const;
export const ChangeKindEnum = {
  MAJOR: 'MAJOR',
  MINOR: 'MINOR',
  CORRECTION: 'CORRECTION',
  RETRACTION: 'RETRACTION',
} as const;
export const VerdictEnum = {
  FALSE: 'FALSE',
  MISLEADING: 'MISLEADING',
  LACKS_CONTEXT: 'LACKS_CONTEXT',
  PARTLY_TRUE: 'PARTLY_TRUE',
} as const;
export const FactStatusEnum = {
  SUPPORTED: 'SUPPORTED',
  SUPPORTED_WITH_LIMITS: 'SUPPORTED_WITH_LIMITS',
  DISPUTED: 'DISPUTED',
  UNVERIFIED: 'UNVERIFIED',
  SUPERSEDED: 'SUPERSEDED',
  RETRACTED: 'RETRACTED',
} as const;
export const CitationRoleEnum = {
  PRIMARY: 'PRIMARY',
  SECONDARY: 'SECONDARY',
  REPEATS: 'REPEATS',
  CRITIQUES: 'CRITIQUES',
  SUPERSEDES: 'SUPERSEDES',
} as const;
export const WithdrawalReasonEnum = {
  GONE: 'GONE',
  REPLACED: 'REPLACED',
  RETRACTED: 'RETRACTED',
  REVERTED: 'REVERTED',
} as const;
export const ContentOrderEnum = {
  PUBLISHED_AT_DESC: 'PUBLISHED_AT_DESC',
  PUBLISHED_AT_ASC: 'PUBLISHED_AT_ASC',
} as const;

type Described<T> = { [K in keyof T]: { description: string } };
const register = <T extends Readonly<Record<string, string>>>(
  values: T,
  name: string,
  description: string,
  valuesMap: Described<T>,
) => registerEnumType(values, { name, description, valuesMap });

register(KindEnum, 'Kind', 'What sort of document it is.', {
  ARTICLE: { description: 'An educational article.' },
  MYTH_FACT: { description: 'A myth and the fact that corrects it.' },
  COURSE: { description: 'A course outline.' },
  FACT: { description: 'A claim with its evidence.' },
  SOURCE: { description: 'A bibliographic record.' },
  NOTICE: { description: 'A safety contact.' },
  TOPIC: { description: 'A topic.' },
  COLLECTION: { description: 'An ordered selection of documents.' },
});
register(LessonKindEnum, 'LessonKind', 'What learners do in a lesson.', {
  READING: { description: 'They read.' },
  VIDEO: { description: 'They watch.' },
  DISCUSSION: { description: 'They talk it over.' },
  ACTIVITY: { description: 'They try something.' },
  QUIZ: { description: 'They answer questions.' },
});
register(CourseLevelEnum, 'CourseLevel', 'How much a course expects.', {
  INTRODUCTORY: { description: 'Nothing is expected.' },
  INTERMEDIATE: { description: 'The basics are expected.' },
  ADVANCED: { description: 'Practice is expected.' },
});
register(ChangeKindEnum, 'ChangeKind', 'How an edition differs from the one before.', {
  MAJOR: { description: 'New or rewritten.' },
  MINOR: { description: 'Small changes that alter no claim.' },
  CORRECTION: { description: 'Something that was wrong has been put right.' },
  RETRACTION: { description: 'A claim has been taken back.' },
});
register(VerdictEnum, 'Verdict', 'What is wrong with a claim.', {
  FALSE: { description: 'It is not so.' },
  MISLEADING: { description: 'It leads to a wrong conclusion.' },
  LACKS_CONTEXT: { description: 'It leaves out what matters.' },
  PARTLY_TRUE: { description: 'Some of it is so.' },
});
register(FactStatusEnum, 'FactStatus', 'What the evidence allows to say. Show `notice` with anything but SUPPORTED.', {
  SUPPORTED: { description: 'A primary source supports it.' },
  SUPPORTED_WITH_LIMITS: { description: 'It holds within the limits that the notice names.' },
  DISPUTED: { description: 'Sources contradict it.' },
  UNVERIFIED: { description: 'No source has been found yet.' },
  SUPERSEDED: { description: 'A newer fact replaces it.' },
  RETRACTED: { description: 'It has been taken back.' },
});
register(CitationRoleEnum, 'CitationRole', 'What a source does for a claim.', {
  PRIMARY: { description: 'It established the claim.' },
  SECONDARY: { description: 'It reports the claim from another source, which it names.' },
  REPEATS: { description: 'It repeats the claim without evidence of its own.' },
  CRITIQUES: { description: 'It argues against the claim.' },
  SUPERSEDES: { description: 'It replaces what the claim was based on.' },
});
register(WithdrawalReasonEnum, 'WithdrawalReason', 'Why a document is no longer public.', {
  GONE: { description: 'It was taken away.' },
  REPLACED: { description: 'Another document took its place.' },
  RETRACTED: { description: 'It should not have been said; the notice says why.' },
  REVERTED: { description: 'It was public by mistake, and that was taken back: it had not been public before.' },
});
register(ContentOrderEnum, 'ContentOrder', 'Order of a list.', {
  PUBLISHED_AT_DESC: { description: 'Newest first, by first publication.' },
  PUBLISHED_AT_ASC: { description: 'Oldest first, by first publication.' },
});
