import type { ImportReport, ReportedDocument, ReportedLine } from '#interchange';

const KINDS = {
  article: 'Articles',
  'myth-fact': 'Myths and facts',
  fact: 'Facts',
  notice: 'Notices',
  course: 'Courses',
  topic: 'Topics',
  collection: 'Collections',
  source: 'Sources',
} as const;

/** What an import did, for a person: every document and where it stands, then every line that is not in one, with the reason. */
export function importReport(report: ImportReport): string {
  const held = report.lines.filter((line) => line.outcome === 'held');
  const dropped = report.lines.filter((line) => line.outcome === 'dropped');
  return [
    ...Object.entries(KINDS).flatMap(([kind, title]) =>
      documentsOf(
        title,
        report.documents.filter((document) => document.kind === kind),
      ),
    ),
    ...linesOf('Held back, to be checked', held),
    ...linesOf('Dropped', dropped),
    summary(report),
  ].join('\n');
}

function documentsOf(title: string, documents: readonly ReportedDocument[]): string[] {
  if (documents.length === 0) return [];
  const width = Math.max(...documents.map((document) => `${document.status}, ${document.change}`.length));
  return [
    `${title} (${documents.length})`,
    ...documents.flatMap((document) => [
      `  ${`${document.status}, ${document.change}`.padEnd(width)}  ${document.title}`,
      ...(document.reason === undefined ? [] : [`  ${' '.repeat(width)}  (${document.reason})`]),
    ]),
    '',
  ];
}

function linesOf(title: string, lines: readonly ReportedLine[]): string[] {
  if (lines.length === 0) return [];
  return [
    `${title} (${lines.length} ${lines.length === 1 ? 'line' : 'lines'})`,
    ...lines.map(
      (line) =>
        `  ${line.page}:${line.number}  ${shortened(line.text)}${line.reason === undefined ? '' : `\n      because ${line.reason}`}`,
    ),
    '',
  ];
}

function shortened(text: string): string {
  const one = text.replace(/\s+/g, ' ').trim();
  return one.length <= 100 ? one : `${one.slice(0, 99)}…`;
}

function summary(report: ImportReport): string {
  const count = (outcome: ReportedLine['outcome']) => report.lines.filter((line) => line.outcome === outcome).length;
  const lines = `${count('imported')} lines imported, ${count('held')} held back, ${count('dropped')} dropped, ${count('blank')} blank.`;
  if (report.dryRun) return `${lines}\nThis was a dry run: nothing was kept.`;
  if (report.seq !== null) return `${lines}\nPublished as publication ${report.seq}.`;
  return report.documents.some((document) => document.status === 'draft')
    ? `${lines}\nNothing was published: import again with --publish, or publish in the studio.`
    : `${lines}\nNothing new to publish.`;
}
