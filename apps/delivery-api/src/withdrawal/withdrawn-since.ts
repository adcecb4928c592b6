import type { PublishedWithdrawal } from '#delivery';
import type { ReadSession } from '../read/read-session.js';

/** Member `withdrawn` of an answer's extensions: a document that it shows as of the past, and that is not public any more. */
export interface WithdrawnSince {
  /** Where the answer shows it; of a document inside a text, where the text is. */
  readonly paths: readonly (readonly (string | number)[])[];
  readonly documentId: string;
  /** As in the schema's enum `Kind`. */
  readonly kind: string;
  readonly locale: string;
  readonly slug: string;
  readonly reason: PublishedWithdrawal['reason'];
  /** documentId. */
  readonly replacedBy: string | null;
  readonly notice: string | null;
  readonly at: string;
}

/** As of the head: what was withdrawn, and is public again, is not among them. One statement, however many are shown. */
export async function withdrawnSince(session: ReadSession): Promise<readonly WithdrawnSince[]> {
  const shown = session.shownOfThePast;
  if (shown.length === 0) return [];
  const read = await session.newest();
  const found = await Promise.all(
    shown.map(async ({ documentId, locale, paths }) => {
      const withdrawal = await read.load.withdrawals.load({ documentId, locale });
      return withdrawal && { paths, ...extensionOf(withdrawal) };
    }),
  );
  return found.filter((each) => each !== null);
}

function extensionOf({ kind, ...withdrawal }: PublishedWithdrawal): Omit<WithdrawnSince, 'paths'> {
  return { ...withdrawal, kind: kind.toUpperCase().replace('-', '_') };
}
