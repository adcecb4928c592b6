import type { Article, Content, Fact, Myth, Notice, Withdrawal } from './content.js';
import { Html, html } from './html.js';

export interface Page {
  /** Below the root of the site: `articles/signs.html`. */
  readonly path: string;
  readonly html: string;
}

const VERDICTS = {
  FALSE: 'This is false.',
  MISLEADING: 'This misleads.',
  LACKS_CONTEXT: 'This leaves something out.',
  PARTLY_TRUE: 'This is partly true.',
} as const;
const STATUSES = {
  SUPPORTED: 'Supported by its sources',
  SUPPORTED_WITH_LIMITS: 'Supported, with limits',
  DISPUTED: 'Disputed',
  UNVERIFIED: 'Not verified',
  SUPERSEDED: 'Replaced by newer figures',
  RETRACTED: 'Taken back',
} as const;

export const pathOf = {
  article: ({ slug }: { readonly slug: string }) => `articles/${slug}.html`,
  myth: ({ slug }: { readonly slug: string }) => `myths/${slug}.html`,
  fact: ({ slug }: { readonly slug: string }) => `facts/${slug}.html`,
};

/** Every page of the site as it is now. */
export function pagesOf(content: Content): readonly Page[] {
  const paths = new Map<string, string>([
    ...content.articles.map((article): [string, string] => [article.documentId, pathOf.article(article)]),
    ...content.myths.map((myth): [string, string] => [myth.documentId, pathOf.myth(myth)]),
    ...content.facts.map((fact): [string, string] => [fact.documentId, pathOf.fact(fact)]),
  ]);
  const page = (path: string, title: string, main: Html, locale = 'en') =>
    framed({ path, title, main, locale, content });
  return [
    page('index.html', 'What we know', home(content)),
    page('corrections.html', 'Corrections', corrections(content)),
    ...content.articles.map((article) =>
      page(pathOf.article(article), article.title, articleBody(article, paths), article.locale),
    ),
    ...content.myths.map((myth) => page(pathOf.myth(myth), myth.myth, mythBody(myth, paths), myth.locale)),
    ...content.facts.map((fact) => page(pathOf.fact(fact), fact.statement, factBody(fact), fact.locale)),
  ];
}

/** What stands where a page was. Serve it with status 410, so that search engines forget what it said. */
export function gonePage(content: Content, path: string, why: Withdrawal | null, replacement: string | null): Page {
  const retracted = why?.reason === 'RETRACTED';
  const main = html`<h1>${retracted ? 'We took this page back' : 'This page is gone'}</h1>
    ${retracted ? html`<p class="notice">${why.notice}</p>` : null}
    ${replacement === null ? null : html`<p><a href="/${replacement}">Read what took its place.</a></p>`}
    <p><a href="/index.html">Everything that we publish</a></p>`;
  return framed({ path, title: 'Gone', main, locale: 'en', content });
}

function home({ articles, myths, facts }: Content): Html {
  return html`<h1>What we know</h1>
    <h2>Articles</h2>
    <ul class="cards">
      ${articles.map(
        (article) =>
          html`<li>
            <a href="/${pathOf.article(article)}">${article.title}</a>
            <p>${article.summary}</p>
          </li>`,
      )}
    </ul>
    <h2>Myths</h2>
    <ul>
      ${myths.map((myth) => html`<li><a href="/${pathOf.myth(myth)}">${myth.myth}</a></li>`)}
    </ul>
    <h2>Figures, and how sure they are</h2>
    <ul>
      ${facts.map((fact) => html`<li><a href="/${pathOf.fact(fact)}">${fact.statement}</a> ${status(fact)}</li>`)}
    </ul>`;
}

function articleBody(article: Article, paths: ReadonlyMap<string, string>): Html {
  return html`<article>
    <h1>${article.title}</h1>
    ${correction(article.edition)}
    <p class="lead">${article.summary}</p>
    ${linked(article.body.html, paths)}
    ${
      article.sources.length === 0
        ? null
        : html`<h2>Sources</h2>
            <ul>
              ${article.sources.map(
                ({ title, publisher, url }) =>
                  html`<li>
                    ${url ? html`<a href="${url}" rel="noreferrer">${title}</a>` : title}${publisher ? `, ${publisher}` : ''}
                  </li>`,
              )}
            </ul>`
    }
    <p class="small">
      Edition ${article.edition.number} of ${day(article.edition.publishedAt)}, ${article.readingMinutes} min to
      read${article.reviewBy ? `, to be looked at again by ${article.reviewBy}` : ''}
    </p>
  </article>`;
}

function mythBody(myth: Myth, paths: ReadonlyMap<string, string>): Html {
  return html`<article>
    <h1><span class="label">Myth</span> ${myth.myth}</h1>
    ${correction(myth.edition)}
    <p>${myth.verdict ? VERDICTS[myth.verdict] : null}</p>
    <p class="lead"><span class="label">Fact</span> ${myth.fact}</p>
    ${myth.explanation ? linked(myth.explanation.html, paths) : null}
  </article>`;
}

function factBody(fact: Fact): Html {
  const cited = fact.citations.flatMap(({ source, role }) => (source ? [{ ...source, role }] : []));
  return html`<article>
    <h1>${fact.statement}</h1>
    <p>${status(fact)}${fact.verifyBy ? `, to be checked again by ${fact.verifyBy}` : ''}</p>
    ${fact.notice ? html`<p class="notice">${fact.notice}</p>` : null} ${correction(fact.edition)}
    <ul>
      ${cited.map(
        ({ title, url, role }) =>
          html`<li>
            ${(role ?? 'SOURCE').toLowerCase()}: ${url ? html`<a href="${url}" rel="noreferrer">${title}</a>` : title}
          </li>`,
      )}
    </ul>
  </article>`;
}

function corrections({ articles, myths, facts }: Content): Html {
  const corrected = [
    ...articles.map((one) => ({ ...one, title: one.title, path: pathOf.article(one) })),
    ...myths.map((one) => ({ ...one, title: one.myth, path: pathOf.myth(one) })),
    ...facts.map((one) => ({ ...one, title: one.statement, path: pathOf.fact(one) })),
  ]
    .filter(({ edition }) => edition.kind === 'CORRECTION' || edition.kind === 'RETRACTION')
    .sort((a, b) => b.edition.publishedAt.localeCompare(a.edition.publishedAt));
  return html`<h1>Corrections</h1>
    ${corrected.length === 0 ? html`<p>Nothing that is published here has been corrected.</p>` : null}
    <ul>
      ${corrected.map(
        ({ title, path, edition }) =>
          html`<li><a href="/${path}">${title}</a>, ${day(edition.publishedAt)}: ${edition.note}</li>`,
      )}
    </ul>`;
}

function correction({ kind, note, publishedAt }: Article['edition']): Html | null {
  if (kind !== 'CORRECTION' && kind !== 'RETRACTION') return null;
  return html`<p class="notice"><strong>Corrected on ${day(publishedAt)}:</strong> ${note}</p>`;
}

const status = ({ status: word }: Fact) => html`<span class="status ${word.toLowerCase()}">${STATUSES[word]}</span>`;
const day = (instant: string) => html`<time datetime="${instant}">${instant.slice(0, 10)}</time>`;

/** A link to another document names it; where its page is, only the site knows. */
function linked(text: string, paths: ReadonlyMap<string, string>): Html {
  return new Html(
    text.replace(/<a data-almanac-document="([^"]*)">/g, (_, documentId: string) => {
      const path = paths.get(documentId);
      return path === undefined ? '<a>' : `<a href="/${path}">`;
    }),
  );
}

interface Framed {
  readonly path: string;
  readonly title: string;
  readonly main: Html;
  readonly locale: string;
  readonly content: Content;
}

function framed({ path, title, main, locale, content }: Framed): Page {
  const attribution = content.articles[0]?.attribution;
  const text = html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <a class="skip" href="#main">Skip to the text</a>
        <section class="crisis" aria-label="Help">${content.notices.map(contact)}</section>
        <nav aria-label="Site"><a href="/index.html">Home</a> <a href="/corrections.html">Corrections</a></nav>
        <main id="main">${main}</main>
        <footer>
          ${
            attribution
              ? html`<p>
                  Content:
                  ${attribution.url ? html`<a href="${attribution.url}">${attribution.text}</a>` : attribution.text}
                  ${attribution.licence ? html`<span>Licence: ${attribution.licence}</span>` : null}
                </p>`
              : null
          }
        </footer>
      </body>
    </html>`;
  return { path, html: text.text };
}

function contact({ name, message, phone, text, chatUrl, hours }: Notice): Html {
  return html`<p>
    <strong>${name}</strong>
    ${phone ? html`<a href="tel:${phone.replace(/[^+\d]/g, '')}">${phone}</a>` : null}
    ${text?.number ? html`<span>Text ${text.code ? `${text.code} to ` : ''}${text.number}</span>` : null}
    ${chatUrl ? html`<a href="${chatUrl}">Chat</a>` : null} <span>${message}</span> <span>${hours}</span>
  </p>`;
}
