import type { Kind } from '#content';

export type ImportStatus = 'published' | 'draft' | 'held' | 'conflict';
/** `known`: a safety notice that was there before, found by its number and left as it is. */
export type ImportChange = 'created' | 'updated' | 'unchanged' | 'known' | 'left alone';

export interface ReportedDocument {
  readonly page: string;
  readonly kind: Kind;
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  /** Where it stands after the import. */
  readonly status: ImportStatus;
  /** What the import did to it. */
  readonly change: ImportChange;
  /** Why, for held ones, conflicts and what an editor withdrew. */
  readonly reason?: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface ReportedLine {
  readonly page: string;
  readonly number: number;
  readonly text: string;
  readonly outcome: 'imported' | 'held' | 'dropped' | 'blank';
  /** Id of the document that carries the text. */
  readonly target?: string;
  readonly reason?: string;
}

export interface ImportReport {
  readonly dryRun: boolean;
  /** The seq under which the documents became public, null when nothing did. */
  readonly seq: number | null;
  readonly documents: readonly ReportedDocument[];
  readonly lines: readonly ReportedLine[];
}
