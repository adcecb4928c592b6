import type * as Schema from 'schema-dts';

/**
 * The part of schema.org that we speak, by hand: a misspelt property does not compile. Texts are plain, instants
 * ISO 8601, lengths ISO 8601 durations, addresses absolute.
 */
export interface Thing {
  readonly '@id'?: string;
  readonly name?: string;
  readonly alternateName?: string;
  readonly description?: string;
  readonly url?: string;
  readonly identifier?: string;
  readonly sameAs?: readonly string[];
}

export interface Organization extends Thing {
  readonly '@type': 'Organization';
}

export interface Person extends Thing {
  readonly '@type': 'Person';
  readonly givenName?: string;
  readonly familyName?: string;
}

export interface EducationalAudience extends Thing {
  readonly '@type': 'EducationalAudience';
  readonly educationalRole: string;
}

export interface CorrectionComment {
  readonly '@type': 'CorrectionComment';
  readonly text: string;
  readonly datePublished: string;
}

export interface Rating extends Thing {
  readonly '@type': 'Rating';
  readonly ratingValue?: number;
  readonly bestRating?: number;
  readonly worstRating?: number;
  readonly ratingExplanation?: string;
}

/** https://schema.org/Role: says what a value is there for. */
export interface CitationRole {
  readonly '@type': 'Role';
  readonly roleName: string;
  readonly citation: Work;
  readonly description?: string;
}

export interface Place extends Thing {
  readonly '@type': 'Place' | 'AdministrativeArea';
}

export interface ContactPoint extends Thing {
  readonly '@type': 'ContactPoint';
  readonly telephone?: string;
  readonly contactType?: string;
}

export interface ServiceChannel extends Thing {
  readonly '@type': 'ServiceChannel';
  readonly servicePhone?: ContactPoint;
  readonly serviceSmsNumber?: ContactPoint;
  readonly serviceUrl?: string;
  readonly availableLanguage?: readonly string[];
}

/** In words: what an editor typed has no opening and closing time to name. */
export interface OpeningHours extends Thing {
  readonly '@type': 'OpeningHoursSpecification';
}

export interface Service extends Thing {
  readonly '@type': 'Service';
  readonly serviceType: string;
  readonly provider?: Organization;
  readonly areaServed?: Place;
  readonly availableChannel: readonly ServiceChannel[];
  readonly hoursAvailable?: OpeningHours;
}

export interface DefinedTerm extends Thing {
  readonly '@type': 'DefinedTerm';
  readonly subjectOf?: readonly Work[];
}

export interface Work extends Thing {
  readonly '@type': WorkType | readonly [WorkType, ...WorkType[]];
  readonly inLanguage?: string;
  readonly isAccessibleForFree?: boolean;
  readonly creditText?: string;
  readonly acquireLicensePage?: string;
  readonly license?: string;
  readonly version?: string;
  readonly datePublished?: string;
  readonly dateModified?: string;
  readonly publisher?: Organization;
  readonly author?: Organization | readonly (Organization | Person)[];
  readonly provider?: Organization;
  readonly headline?: string;
  readonly abstract?: string;
  readonly text?: string;
  readonly articleBody?: string;
  readonly wordCount?: number;
  readonly timeRequired?: string;
  readonly audience?: readonly EducationalAudience[];
  readonly about?: readonly DefinedTerm[];
  readonly citation?: readonly (Work | CitationRole)[];
  readonly mentions?: readonly (Work | DefinedTerm | Service)[];
  readonly correction?: readonly CorrectionComment[];
  readonly hasPart?: readonly Work[];
  readonly learningResourceType?: string;
  readonly educationalLevel?: string;
  readonly teaches?: readonly string[];
  readonly coursePrerequisites?: readonly Work[];
  readonly syllabusSections?: readonly Work[];
  readonly claimReviewed?: string;
  readonly itemReviewed?: Work;
  readonly reviewRating?: Rating;
  readonly reviewBody?: string;
  readonly spatialCoverage?: Place;
  readonly temporalCoverage?: string;
  readonly expires?: string;
  readonly archivedAt?: string;
}

export type WorkType =
  | 'Article'
  | 'Book'
  | 'Claim'
  | 'ClaimReview'
  | 'Collection'
  | 'Course'
  | 'CreativeWork'
  | 'Dataset'
  | 'LearningResource'
  | 'Legislation'
  | 'NewsArticle'
  | 'BlogPosting'
  | 'Report'
  | 'ScholarlyArticle'
  | 'Syllabus'
  | 'WebPage';

export type Node = Work | DefinedTerm | Service;

export interface JsonLd {
  readonly '@context': 'https://schema.org';
  readonly '@graph': readonly Node[];
}

/** What stands inside another node: it is checked where it stands alone. */
type Inner<V> = V extends readonly (infer E)[]
  ? readonly Inner<E>[]
  : V extends Work | CitationRole | DefinedTerm
    ? Schema.IdReference
    : V;

/**
 * Compiles only while schema.org, as schema-dts has it, knows each property of ours and takes its values: misspell one
 * above and `npm run check:types` names it.
 */
type Fits<Ours extends { readonly [P in keyof Ours]: P extends keyof Theirs ? Theirs[P] : never }, Theirs> = Ours;

type AnyWork = Omit<
  Schema.MergeLeafTypes<
    [
      Schema.ArticleLeaf,
      Schema.ClaimLeaf,
      Schema.ClaimReviewLeaf,
      Schema.CollectionLeaf,
      Schema.CourseLeaf,
      Schema.LearningResourceLeaf,
      Schema.SyllabusLeaf,
    ]
  >,
  '@type'
>;

export type SchemaOrgKnows = [
  Fits<Organization, Schema.OrganizationLeaf>,
  Fits<Person, Schema.PersonLeaf>,
  Fits<EducationalAudience, Schema.EducationalAudienceLeaf>,
  Fits<CorrectionComment, Schema.CorrectionCommentLeaf>,
  Fits<Rating, Schema.RatingLeaf>,
  Fits<ContactPoint, Schema.ContactPointLeaf>,
  Fits<ServiceChannel, Schema.ServiceChannelLeaf>,
  Fits<OpeningHours, Schema.OpeningHoursSpecificationLeaf>,
  Fits<Service, Schema.ServiceLeaf>,
  Fits<Omit<Place, '@type'>, Schema.AdministrativeAreaLeaf>,
  Fits<{ [P in keyof DefinedTerm]: Inner<DefinedTerm[P]> }, Schema.DefinedTermLeaf>,
  Fits<{ [P in keyof Omit<Work, '@type'>]: Inner<Work[P]> }, AnyWork>,
  // That there are such types: their names.
  Fits<{ readonly name: WorkType }, { readonly name: Exclude<Schema.CreativeWork, string>['@type'] }>,
];
