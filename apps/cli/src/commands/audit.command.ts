import { type Command, Option } from 'commander';
import { AuditService, type RecordedEvent } from '#access';
import { BadInput, isUuid } from '#platform';
import { onAccess, print } from '../command.js';
import { OPERATOR } from '../operator.js';
import { eventLine } from '../report/event-line.js';

interface AuditFlags {
  readonly since?: string;
  readonly actor?: string;
  readonly verb?: string;
  readonly subject?: string;
  readonly output: 'text' | 'json';
}

/** Events read at once; the whole audit is never in memory. */
const PORTION = 500;
/** Shown when nobody says since when. */
const LATEST = 50;

export function define(command: Command): void {
  command
    .option(
      '--since <instant|number>',
      `from an instant such as 2026-01-31 or 2026-01-31T09:30:00Z, or from an event on (default: the last ${LATEST})`,
    )
    .option('--actor <actor>', 'by editor:<id> (with their scripts), partner:<id> or system:<name>')
    .option('--verb <verb>', 'only this, such as session.refuse')
    .option('--subject <id>', 'only about this document, partner or editor')
    .addOption(
      new Option('--output <form>', 'lines for people, or one JSON object a line')
        .choices(['text', 'json'])
        .default('text'),
    )
    .action(({ since, actor, verb, subject, output }: AuditFlags) =>
      onAccess(async (services) => {
        const audit = services.get(AuditService, { strict: false });
        const filter = { actor, verb, subject };
        const show = (events: readonly RecordedEvent[]) => {
          for (const event of events) print(output === 'json' ? JSON.stringify(event) : eventLine(event));
        };
        if (subject !== undefined && !isUuid(subject))
          throw new BadInput('--subject takes the id of a document, a partner or an editor.', ['subject']);
        if (since === undefined) {
          const latest = await audit.list(OPERATOR, { ...filter, order: 'NEWEST', first: LATEST });
          return show([...latest].reverse());
        }
        const from = sinceOf(since);
        for (let after: number | undefined; ;) {
          const events = await audit.list(OPERATOR, { ...filter, order: 'OLDEST', first: PORTION, after, since: from });
          show(events);
          if (events.length < PORTION) return;
          after = events.at(-1)?.number;
        }
      }),
    );
}

/** A whole number is the number of an event; anything else an instant, in UTC when it does not say. */
function sinceOf(text: string): { readonly number: number } | { readonly at: string } {
  if (/^\d{1,15}$/.test(text)) return { number: Number(text) };
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(text)
    ? `${text}T00:00:00Z`
    : /(Z|[+-]\d{2}:\d{2})$/.test(text)
      ? text
      : `${text}Z`;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(whole) || Number.isNaN(Date.parse(whole)))
    throw new BadInput('--since takes a day, an instant such as 2026-01-31T09:30:00Z, or the number of an event.', [
      'since',
    ]);
  return { at: whole };
}
