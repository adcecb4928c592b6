import { hash } from 'node:crypto';
import { escapeHtml } from '#content';
import type { PreviewedChange, PreviewedObjection } from '#delivery';

/** What the mark says: nobody who looks at a preview may take it for what is public. */
export interface Mark {
  readonly expiresAt: string;
  readonly objections: readonly PreviewedObjection[];
  /** Address of the page that lists all that the preview changes; null where that is one document. */
  readonly overview: string | null;
}

const STYLE = `:root{color-scheme:light dark}body{margin:0;font:1.05rem/1.6 system-ui,sans-serif}main{max-width:42rem;margin:0 auto;padding:1.5rem}
.almanac-preview{position:sticky;top:0;padding:.75rem 1.5rem;background:#7a1f00;color:#fff;border-bottom:4px dashed #ffd9a0}
.almanac-preview p,.almanac-preview summary,.almanac-preview li{max-width:60rem;margin:.2rem 0}.almanac-preview a{color:#fff}
.almanac-notices{border:2px solid;padding:0 1rem;margin-bottom:1.5rem}table{border-collapse:collapse}td,th{border:1px solid;padding:.3rem .6rem;text-align:start}`;

/** Our own style and nothing else: what is previewed is as strange to us as what is public. */
export const PREVIEW_POLICY = `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** A document's page, or what stands in its place, under a mark that stays in sight. */
export function previewPage(title: string, locale: string, body: string, mark: Mark): string {
  return `<!doctype html>
<html lang="${escapeHtml(locale)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex, nofollow"><title>Preview: ${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body>${markOf(mark)}<main>${body}</main></body></html>
`;
}

function markOf({ expiresAt, objections, overview }: Mark): string {
  const until = `${expiresAt.slice(0, 10)} ${expiresAt.slice(11, 16)}`;
  const lacks =
    objections.length === 0
      ? '<p>Nothing stood against publishing it when the preview was made.</p>'
      : `<details open><summary>It could not be published as it stands (${objections.length}):</summary><ul>${objections
          .map(({ message }) => `<li>${escapeHtml(message)}</li>`)
          .join('')}</ul></details>`;
  const back = overview === null ? '' : ` <a href="${escapeHtml(overview)}">All that it changes</a>`;
  return `<aside class="almanac-preview" role="note" aria-label="Preview"><p><strong>Preview. This is not public.</strong> The link ends at ${escapeHtml(until)} UTC.${back}</p>${lacks}</aside>`;
}

/** Everything that the preview changes, with the address of each document that it would show. */
export function overviewBody(changes: readonly (PreviewedChange & { readonly url: string })[]): string {
  if (changes.length === 0) return '<h1>Preview</h1><p>Everything in it is public already, exactly so.</p>';
  const rows = changes.map(({ kind, locale, slug, url, withdrawn }) => {
    const name = escapeHtml(slug);
    const what = withdrawn === null ? 'would be published' : `would be withdrawn: ${withdrawn}`;
    return `<tr><td>${withdrawn === 'GONE' ? name : `<a href="${escapeHtml(url)}">${name}</a>`}</td><td>${escapeHtml(kind)}</td><td>${escapeHtml(locale)}</td><td>${what}</td></tr>`;
  });
  return `<h1>Preview</h1><table><thead><tr><th>Document</th><th>Kind</th><th>Language</th><th>What happens</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

/** What was asked for is not to be seen by the partner that the link is for. */
export const UNSEEN =
  '<h1>Not visible</h1><p>The partner that this preview was made for may not see the document: its scope leaves it out. Make a preview for another partner.</p>';
