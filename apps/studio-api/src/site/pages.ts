import { createHash } from 'node:crypto';
import type { Person } from '#access';
import type { Problem } from '#platform';
import { escapeHtml, type FieldOf, form } from './form.js';

const STYLE =
  'body{font:1.125rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}' +
  'h1{font-size:1.6rem}label{display:block;margin-top:1.2rem;font-weight:600}.hint{display:block;font-weight:400;font-size:1rem}' +
  'input{font:inherit;box-sizing:border-box;width:100%;padding:.5rem;border:2px solid #595959;border-radius:.3rem;color:inherit;background:inherit}' +
  'input[aria-invalid]{border-color:#b3261e}button{font:inherit;margin-top:1.6rem;padding:.6rem 1.4rem;border:2px solid transparent;border-radius:.3rem;background:#1d4ed8;color:#fff;cursor:pointer}' +
  '.problem{display:block;font-weight:400;color:#b3261e}.refused{border:3px solid #b3261e;padding:0 1rem;margin:1.5rem 0}' +
  'button:focus-visible,a:focus-visible,input:focus-visible{outline:3px solid #b45309;outline-offset:2px}code{background:#f1f1f1;padding:.1rem .3rem}' +
  '@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}code{background:#2b2b2b}a{color:#93b4ff}input{border-color:#a3a3a3}' +
  '.problem{color:#ffb4ab}.refused,input[aria-invalid]{border-color:#ffb4ab}button:focus-visible,a:focus-visible,input:focus-visible{outline-color:#fbbf24}}';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** The pages may show themselves and send their form to us: no script, no image, nothing from elsewhere. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

function page(title: string, body: string): string {
  return (
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
    `<meta name="robots" content="noindex"><title>${escapeHtml(title)} - Almanac Studio</title><style>${STYLE}</style></head>` +
    `<body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>\n`
  );
}

const EMAIL: FieldOf = {
  name: 'email',
  label: 'E-mail address',
  type: 'email',
  autocomplete: 'username',
  required: true,
};
const PASSWORD: FieldOf = {
  name: 'password',
  label: 'Password',
  type: 'password',
  autocomplete: 'current-password',
  required: true,
};
const LENGTH_HINT = 'At least 12 characters. Several words in a row are easy to remember.';

/** Looking at the link does nothing: mail scanners and previews open links too. Only the button uses it up. */
export function signInByLinkPage(token: string): string {
  return page(
    'Sign in to the Studio',
    `<p>This link works once. Press the button to sign in on this device.</p>` +
      form({ action: '/sign-in', hidden: { token }, fields: [], button: 'Sign in' }),
  );
}

export function signInPage(filled: { readonly email?: string } = {}, problems: readonly Problem[] = []): string {
  return page(
    titleFor('Sign in to the Studio', problems),
    form({ action: '/sign-in', fields: [EMAIL, PASSWORD], filled, problems, button: 'Sign in' }) +
      `<p><a href="/forgot-password">I have forgotten my password, or never had one</a></p>`,
  );
}

export function forgotPasswordPage(problems: readonly Problem[] = []): string {
  return page(
    titleFor('Choose a new password', problems),
    `<p>Give the address that you sign in with, and we send you a link.</p>` +
      form({ action: '/forgot-password', fields: [EMAIL], problems, button: 'Send the link' }),
  );
}

/** The same for every address. */
export function letterSentPage(): string {
  return page(
    'Look into your mail',
    `<p role="status">If somebody signs in here with this address, a link is on its way. It works once, within one hour.</p>` +
      `<p>No letter? Ask an admin: they see which address you have here.</p><p><a href="/sign-in">Sign in</a></p>`,
  );
}

export function choosePasswordPage(
  token: string,
  who: { readonly name: string; readonly email: string | null },
  problems: readonly Problem[] = [],
): string {
  return page(
    titleFor('Choose a password', problems),
    `<p>You are <strong>${escapeHtml(who.name)}</strong>${who.email === null ? '' : `, and sign in with <strong>${escapeHtml(who.email)}</strong>`}. ` +
      `Wherever you are signed in now, you will be signed out.</p>` +
      form({
        action: '/choose-password',
        // Password keepers need to know whose password it is.
        hidden: { token },
        username: who.email ?? who.name,
        fields: [
          { ...PASSWORD, autocomplete: 'new-password', hint: LENGTH_HINT },
          again('again', 'The same password again'),
        ],
        problems,
        button: 'Choose this password',
      }),
  );
}

export function passwordChosenPage(): string {
  return page(
    'Your password is chosen',
    `<p role="status">Use it from now on.</p><p><a href="/sign-in">Sign in to the Studio</a></p>`,
  );
}

export function accountPage(
  account: { readonly name: string; readonly email: string | null; readonly hasPassword: boolean },
  problems: readonly Problem[] = [],
): string {
  const current: readonly FieldOf[] = account.hasPassword
    ? [{ ...PASSWORD, name: 'currentPassword', label: 'Your password now', hint: 'To show that it is you.' }]
    : [];
  return page(
    titleFor('Your account', problems),
    form({
      action: '/account',
      fields: [
        { name: 'name', label: 'Name', type: 'text', autocomplete: 'name', required: true },
        EMAIL,
        ...current,
        {
          name: 'newPassword',
          label: 'New password',
          type: 'password',
          autocomplete: 'new-password',
          required: !account.hasPassword,
          hint: `${account.hasPassword ? 'Leave it empty to keep yours. ' : ''}${LENGTH_HINT} With a new one you are signed out everywhere.`,
        },
        { ...again('newAgain', 'The new password again'), required: !account.hasPassword },
      ],
      filled: { name: account.name, email: account.email ?? '' },
      problems,
      button: 'Save',
    }) + `<p><a href="/">Back</a></p>`,
  );
}

export function refusedPage(title: string, problems: readonly Problem[]): string {
  return page(
    title,
    `<div class="refused" role="alert">${problems.map(({ message }) => `<p>${withCode(message)}</p>`).join('')}</div>` +
      `<p><a href="/sign-in">Sign in with a password</a></p><p><a href="/forgot-password">Choose a new password</a></p>`,
  );
}

export function signedOutPage(): string {
  return page(
    'You are not signed in',
    `<p><a href="/sign-in">Sign in</a></p>` +
      `<p>Whoever runs this installation can make a link that signs in once: <code>npm run almanac -- editors link</code></p>`,
  );
}

export function homePage(editor: Person): string {
  return page(
    'Almanac Studio',
    `<p>You are signed in as <strong>${escapeHtml(editor.name)}</strong>.</p>` +
      (editor.email === null
        ? `<p><a href="/account">Choose an address and a password</a>, so that you need no link the next time.</p>`
        : `<p><a href="/account">Your account</a></p>`) +
      `<p>The Studio API is at <code>/graphql</code>: send <code>POST</code> requests with the header <code>Almanac-Studio: 1</code>. ` +
      `What it offers is written down in <code>apps/studio-api/schema.graphql</code>; how to use it, in the folder <code>docs</code>.</p>` +
      `<form method="post" action="/sign-out"><button type="submit">Sign out</button></form>`,
  );
}

function again(name: string, label: string): FieldOf {
  return { name, label, type: 'password', autocomplete: 'new-password', required: true };
}

/** A screen reader says the title first. */
function titleFor(title: string, problems: readonly Problem[]): string {
  return problems.length > 0 ? `${title}: that did not work` : title;
}

function withCode(message: string): string {
  return escapeHtml(message).replace(/`([^`]+)`/g, '<code>$1</code>');
}
