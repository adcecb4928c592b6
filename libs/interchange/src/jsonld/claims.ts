import type { Bodies } from '#content';
import type { PublishedDocument } from '#delivery';
import { linkedTo, type Readable } from '../readable/readable.js';
import { measureWords } from '../readable/sections.js';
import { readingWords } from '../readable/words.js';
import type { CitationRole, Rating, Work } from './schema-org.js';
import { sourceWork } from './source.js';

type Verdict = NonNullable<Bodies['myth-fact']['verdict']>;
type Status = NonNullable<Bodies['fact']['status']>;

/** From 1, false, to 5, true, as readers of ClaimReview expect. What is not decided has no number. */
const OF_VERDICT: Readonly<Record<Verdict, number>> = { FALSE: 1, MISLEADING: 2, LACKS_CONTEXT: 3, PARTLY_TRUE: 3 };
const OF_STATUS: Readonly<Record<Status, number | null>> = {
  SUPPORTED: 5,
  SUPPORTED_WITH_LIMITS: 4,
  DISPUTED: 2,
  UNVERIFIED: null,
  SUPERSEDED: null,
  RETRACTED: 1,
};

/** The myth is the claim, the pair its review. */
export function claimOfPair(
  readable: Readable<'myth-fact'>,
  own: Omit<Work, '@type'>,
  sources: readonly Work[],
): readonly Work[] {
  const { body, locale } = readable.document;
  const said = readingWords(locale);
  const { verdict } = body;
  const claim: Work = {
    '@type': 'Claim',
    '@id': `${readable.url}#claim`,
    name: body.myth ?? '',
    text: body.myth ?? '',
    inLanguage: locale,
  };
  return [
    review(
      own,
      claim,
      verdict === undefined ? rating(null, said.labels.myth) : rating(OF_VERDICT[verdict], said.verdicts[verdict]),
      {
        reviewBody: [body.fact, readable.text['explanation']?.text]
          .filter((part) => part !== undefined && part !== '')
          .join('\n\n'),
        citation: sources,
      },
    ),
    claim,
  ];
}

/** The statement is the claim; its status, with the notice that goes with it, the review. */
export function claimOfFact(readable: Readable<'fact'>, own: Omit<Work, '@type'>): readonly Work[] {
  const { body, locale } = readable.document;
  const said = readingWords(locale);
  const status = body.status ?? 'UNVERIFIED';
  const measure = body.measure === undefined ? '' : measureWords(body.measure);
  const about = [measure, body.population].filter((part) => part !== undefined && part !== '').join('; ');
  const claim: Work = {
    '@type': 'Claim',
    '@id': `${readable.url}#claim`,
    name: body.statement ?? '',
    text: body.statement ?? '',
    inLanguage: locale,
    ...(about === '' ? {} : { description: about }),
    ...(body.place === undefined ? {} : { spatialCoverage: { '@type': 'Place', name: body.place } }),
    ...(body.period === undefined ? {} : { temporalCoverage: body.period }),
  };
  const shown = status === 'SUPPORTED' ? said.supported : said.labels.status[status];
  return [
    review(own, claim, rating(OF_STATUS[status], shown, body.notice), {
      ...(body.notice === undefined ? {} : { reviewBody: body.notice }),
      ...(body.verifyBy === undefined ? {} : { expires: body.verifyBy }),
      citation: (body.citations ?? []).flatMap((citation) => citationNode(readable, citation)),
    }),
    claim,
  ];
}

function review(
  own: Omit<Work, '@type'>,
  claim: Work,
  reviewRating: Rating,
  more: Pick<Work, 'reviewBody' | 'citation' | 'expires'>,
): Work {
  return {
    '@type': 'ClaimReview',
    ...own,
    ...(own.publisher ? { author: own.publisher } : {}),
    claimReviewed: claim.text ?? '',
    itemReviewed: claim,
    reviewRating,
    ...more,
  };
}

function rating(value: number | null, name: string, explanation?: string): Rating {
  return {
    '@type': 'Rating',
    alternateName: name,
    ...(value === null ? {} : { ratingValue: value, bestRating: 5, worstRating: 1 }),
    ...(explanation === undefined ? {} : { ratingExplanation: explanation }),
  };
}

function citationNode(
  readable: Readable<'fact'>,
  citation: NonNullable<Bodies['fact']['citations']>[number],
): CitationRole[] {
  const source = linkedTo(readable, citation.source);
  if (source?.document.kind !== 'source') return [];
  const where = [citation.locator, citation.quote].filter((part) => part !== undefined).join(': ');
  return [
    {
      '@type': 'Role',
      roleName: citation.role ?? 'SECONDARY',
      citation: sourceWork(source.document as PublishedDocument<'source'>),
      ...(where === '' ? {} : { description: where }),
    },
  ];
}
