export type { ImportChange, ImportReport, ImportStatus, ReportedDocument, ReportedLine } from './domain/report.js';
export { type ImportOptions, ImportService, type PageFile } from './import.service.js';
export { InterchangeModule } from './interchange.module.js';
export { pageFiles } from './page-files.js';
export { SANDBOX, SandboxService } from './sandbox/sandbox.service.js';
export { type SeedOutcome, SeedService } from './seed.service.js';
export { isInText, type Linked, linkName, type Readable } from './readable/readable.js';
export { toExpungedPage, toPage, toWithdrawnPage } from './readable/page.js';
export { noticeJson, toJson, toSummary, toWithdrawalJson } from './readable/to-json.js';
export { jsonLdText, toJsonLd } from './jsonld/json-ld.js';
export {
  contactLine,
  entryOfEdition,
  entryOfRetraction,
  type Feed,
  type FeedEntry,
  newestFirst,
} from './feeds/feed.js';
export { toAtom } from './feeds/atom.js';
export { toJsonFeed } from './feeds/json-feed.js';
export { type SitemapEntry, toSitemap } from './feeds/sitemap.js';
export { type Backup, BackupService } from './archive/backup.service.js';
export { checkArchive, type Restored, restoreArchive, type RestoreRequest } from './archive/restore.js';
export { archiveLines, type Written } from './archive/archive-writer.js';
export type { ArchiveHeader } from './archive/domain/archive-format.js';
export { ARCHIVED_SCHEMAS, LEFT_OUT, LEFT_OUT_SCHEMAS } from './archive/domain/left-out.js';
export { ImportRowsService, type RowImportOptions, type RowSource } from './import-rows.service.js';
export type { ImportedRow, RowChange, RowProblem, RowReport } from './rows/domain/row-report.js';
export { Mapping, parseMapping } from './rows/domain/mapping.js';
export { isRowFile, rowsOf } from './rows/row-file.js';
