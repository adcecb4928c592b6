import { createHash } from 'node:crypto';
import type { Editor } from '#access';

const STYLE =
  'body{font:1.125rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}' +
  'h1{font-size:1.6rem}button{font:inherit;padding:.6rem 1.4rem;border:0;border-radius:.3rem;background:#1d4ed8;color:#fff;cursor:pointer}' +
  'button:focus-visible,a:focus-visible{outline:3px solid #f59e0b;outline-offset:2px}code{background:#f1f1f1;padding:.1rem .3rem}' +
  '@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}code{background:#2b2b2b}a{color:#93b4ff}}';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** The pages may show themselves and send their form to us: no script, no image, nothing from elsewhere. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function page(title: string, body: string): string {
  return (
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
    `<meta name="robots" content="noindex"><title>${escapeHtml(title)} - Almanac Studio</title><style>${STYLE}</style></head>` +
    `<body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>\n`
  );
}

/** Looking at the link does nothing: mail scanners and previews open links too. Only the button uses it up. */
export function signInPage(token: string): string {
  return page(
    'Sign in to the Studio',
    `<p>This link works once. Press the button to sign in on this device.</p>` +
      `<form method="post" action="/sign-in"><input type="hidden" name="token" value="${escapeHtml(token)}"><button type="submit">Sign in</button></form>`,
  );
}

export function refusedPage(message: string): string {
  return page('This sign-in link does not work', `<p role="alert">${withCode(message)}</p>`);
}

export function signedOutPage(): string {
  return page(
    'You are not signed in',
    `<p>Make a sign-in link with <code>npm run almanac -- editors link</code> and open it here.</p>`,
  );
}

export function homePage(editor: Editor): string {
  return page(
    'Almanac Studio',
    `<p>You are signed in as <strong>${escapeHtml(editor.name)}</strong>.</p>` +
      `<p>The Studio API is at <code>/graphql</code>: send <code>POST</code> requests with the header <code>Almanac-Studio: 1</code>. ` +
      `What it offers is written down in <code>apps/studio-api/schema.graphql</code>; how to use it, in the folder <code>docs</code>.</p>` +
      `<form method="post" action="/sign-out"><button type="submit">Sign out</button></form>`,
  );
}

function withCode(message: string): string {
  return escapeHtml(message).replace(/`([^`]+)`/g, '<code>$1</code>');
}
