import { ExtensionsHaveTheirOwnSchema1795000000000 } from './1795000000000-extensions-have-their-own-schema.js';
import { TheLedgerCountsPublications1795000000001 } from './1795000000001-the-ledger-counts-publications.js';
import { PartnersAndEditorsAreKnown1795000000002 } from './1795000000002-partners-and-editors-are-known.js';
import { EditorsKeepDocuments1795000000003 } from './1795000000003-editors-keep-documents.js';
import { ThePublicSideIsTemporal1795000000004 } from './1795000000004-the-public-side-is-temporal.js';
import { ImportsKnowTheirOrigin1795000000005 } from './1795000000005-imports-know-their-origin.js';
import { ThePublicCanSearch1795000000006 } from './1795000000006-the-public-can-search.js';
import { CorrectionsAreFoundByTime1795000000040 } from './1795000000040-corrections-are-found-by-time.js';
import { OperationsAreRegistered1795000000050 } from './1795000000050-operations-are-registered.js';
import { PlainWordsAreReadOnce1795000000060 } from './1795000000060-plain-words-are-read-once.js';
import { ListsReadCards1795000000070 } from './1795000000070-lists-read-cards.js';
import { PartnersHaveOrigins1795000000080 } from './1795000000080-partners-have-origins.js';
import { PartnersHaveSites1795000000090 } from './1795000000090-partners-have-sites.js';
import { DocumentsCanBeExpunged1795000000100 } from './1795000000100-documents-can-be-expunged.js';
import { EditorsHaveRoles1795000000200 } from './1795000000200-editors-have-roles.js';
import { EditorsHavePasswords1795000000201 } from './1795000000201-editors-have-passwords.js';
import { ScriptsHaveTokens1795000000202 } from './1795000000202-scripts-have-tokens.js';
import { TheAuditIsReadByTime1795000000203 } from './1795000000203-the-audit-is-read-by-time.js';
import { TwoPeopleExpunge1795000000204 } from './1795000000204-two-people-expunge.js';
import { DraftsKeepVersions1795000000210 } from './1795000000210-drafts-keep-versions.js';
import { AnswersAreGivenAgain1795000000211 } from './1795000000211-answers-are-given-again.js';
import { DraftsAreReviewed1795000000212 } from './1795000000212-drafts-are-reviewed.js';
import { EditorsComment1795000000213 } from './1795000000213-editors-comment.js';
import { EditorsSeeEachOther1795000000214 } from './1795000000214-editors-see-each-other.js';
import { DocumentsAreLookedAtAgain1795000000215 } from './1795000000215-documents-are-looked-at-again.js';
import { EveryVersionCanBeFrozen1795000000220 } from './1795000000220-every-version-can-be-frozen.js';
import { EditionsCanRepeatEarlierOnes1795000000221 } from './1795000000221-editions-can-repeat-earlier-ones.js';
import { TranslationsFollowASource1795000000222 } from './1795000000222-translations-follow-a-source.js';
import { PreviewsLieOverWhatIsPublished1795000000230 } from './1795000000230-previews-lie-over-what-is-published.js';
import { ReleasesPinWhatWasApproved1795000000231 } from './1795000000231-releases-pin-what-was-approved.js';
import { ReleasesGoLiveAtTheirHour1795000000232 } from './1795000000232-releases-go-live-at-their-hour.js';
import { EditorsFindDocuments1795000000240 } from './1795000000240-editors-find-documents.js';
import { ManyDocumentsAreLockedAtOnce1795000000300 } from './1795000000300-many-documents-are-locked-at-once.js';
import { SchedulesSayWhatIsScheduled1795000000310 } from './1795000000310-schedules-say-what-is-scheduled.js';
import { CommentsCanBeEdited1795000000311 } from './1795000000311-comments-can-be-edited.js';
import { WhatIsTakenBackIsToldApart1795000000312 } from './1795000000312-what-is-taken-back-is-told-apart.js';
import { DocumentsAppearOnce1795000000320 } from './1795000000320-documents-appear-once.js';
import { TranslationsFallBehind1795000000321 } from './1795000000321-translations-fall-behind.js';
import { PreviewsAreRefreshed1795000000322 } from './1795000000322-previews-are-refreshed.js';
import { PartnersAreLookedAfter1795000000330 } from './1795000000330-partners-are-looked-after.js';
import { PartnersHaveQuotas1795000000331 } from './1795000000331-partners-have-quotas.js';
import { PublishedContentHasTerms1795000000332 } from './1795000000332-published-content-has-terms.js';
import { PartnersAreToldByWebhooks1795000000340 } from './1795000000340-partners-are-told-by-webhooks.js';
import { PartnersHaveReceipts1795000000360 } from './1795000000360-partners-have-receipts.js';
import { RegionsHavePeriods1795000000361 } from './1795000000361-regions-have-periods.js';
import { PartnersCanBeClosed1795000000362 } from './1795000000362-partners-can-be-closed.js';
import { DocumentsAreCheckedWhereTheyAreFiled1795000000370 } from './1795000000370-documents-are-checked-where-they-are-filed.js';
import { TopicsSayHowDocumentsAreCalled1795000000380 } from './1795000000380-topics-say-how-documents-are-called.js';
import { ReferencesSayWhatTheirHostIs1795000000390 } from './1795000000390-references-say-what-their-host-is.js';

/** In order. A release may append; what stands here never changes. */
export const MIGRATIONS = [
  ExtensionsHaveTheirOwnSchema1795000000000,
  TheLedgerCountsPublications1795000000001,
  PartnersAndEditorsAreKnown1795000000002,
  EditorsKeepDocuments1795000000003,
  ThePublicSideIsTemporal1795000000004,
  ImportsKnowTheirOrigin1795000000005,
  ThePublicCanSearch1795000000006,
  CorrectionsAreFoundByTime1795000000040,
  OperationsAreRegistered1795000000050,
  PlainWordsAreReadOnce1795000000060,
  ListsReadCards1795000000070,
  PartnersHaveOrigins1795000000080,
  PartnersHaveSites1795000000090,
  DocumentsCanBeExpunged1795000000100,
  EditorsHaveRoles1795000000200,
  EditorsHavePasswords1795000000201,
  ScriptsHaveTokens1795000000202,
  TheAuditIsReadByTime1795000000203,
  TwoPeopleExpunge1795000000204,
  DraftsKeepVersions1795000000210,
  AnswersAreGivenAgain1795000000211,
  DraftsAreReviewed1795000000212,
  EditorsComment1795000000213,
  EditorsSeeEachOther1795000000214,
  DocumentsAreLookedAtAgain1795000000215,
  EveryVersionCanBeFrozen1795000000220,
  EditionsCanRepeatEarlierOnes1795000000221,
  TranslationsFollowASource1795000000222,
  PreviewsLieOverWhatIsPublished1795000000230,
  ReleasesPinWhatWasApproved1795000000231,
  ReleasesGoLiveAtTheirHour1795000000232,
  EditorsFindDocuments1795000000240,
  ManyDocumentsAreLockedAtOnce1795000000300,
  SchedulesSayWhatIsScheduled1795000000310,
  CommentsCanBeEdited1795000000311,
  WhatIsTakenBackIsToldApart1795000000312,
  DocumentsAppearOnce1795000000320,
  TranslationsFallBehind1795000000321,
  PreviewsAreRefreshed1795000000322,
  PartnersAreLookedAfter1795000000330,
  PartnersHaveQuotas1795000000331,
  PublishedContentHasTerms1795000000332,
  PartnersAreToldByWebhooks1795000000340,
  PartnersHaveReceipts1795000000360,
  RegionsHavePeriods1795000000361,
  PartnersCanBeClosed1795000000362,
  DocumentsAreCheckedWhereTheyAreFiled1795000000370,
  TopicsSayHowDocumentsAreCalled1795000000380,
  ReferencesSayWhatTheirHostIs1795000000390,
] as const;
