export type { ImportChange, ImportReport, ImportStatus, ReportedDocument, ReportedLine } from './domain/report.js';
export { type ImportOptions, ImportService, type PageFile } from './import.service.js';
export { InterchangeModule } from './interchange.module.js';
export { pageFiles } from './page-files.js';
export { type SeedOutcome, SeedService } from './seed.service.js';
