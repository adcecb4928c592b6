/** What the elements of an HTML page say about themselves: scripts, menus, forms, layout. */
import type { DefaultTreeAdapterTypes } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

const FORM_PARTS = new Set([
  'input',
  'select',
  'textarea',
  'button',
  'label',
  'legend',
  'option',
  'datalist',
  'fieldset',
  'output',
  'meter',
  'progress',
]);
const DROPPED: Record<string, string> = {
  script: 'a script',
  style: 'a style sheet',
  noscript: 'shown only without scripts',
  template: 'a template that is not shown',
  svg: 'a drawing',
  math: 'a formula',
  iframe: 'an embedded frame',
  object: 'an embedded object',
  nav: 'a navigation menu',
  audio: 'a media player',
  video: 'a media player',
  canvas: 'a drawing',
};
/** Technical names that site builders give to furniture. They name parts of a site, never its subject. */
const FURNITURE_NAMES: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[\s_-])(?:cookie|gdpr|consent)(?:[\s_-]|s\b|banner|$)/i, 'a cookie banner'],
  [/(?:^|[\s_-])breadcrumbs?(?:[\s_-]|$)/i, 'a breadcrumb trail'],
  [
    /(?:^|[\s_-])(?:social|share|sharing|addtoany|sharedaddy)(?:[\s_-]|links?\b|buttons?\b|icons?\b|bar\b|$)/i,
    'sharing links',
  ],
  [/(?:^|[\s_-])skip(?:[\s_-]?(?:link|to|nav|content))/i, 'a skip link'],
  [/(?:^|[\s_-])(?:g-)?re?captcha(?:[\s_-]|$)/i, 'a captcha'],
  [
    /(?:^|[\s_-])(?:navbar|nav-menu|main-menu|site-menu|menu-toggle|site-nav|pagination)(?:[\s_-]|$)/i,
    'a navigation menu',
  ],
  [
    /(?:^|[\s_-])(?:entry-meta|post-meta|article-meta|byline|posted-on|post-date)(?:[\s_-]|$)/i,
    'a line of date and author',
  ],
  [/(?:^|[\s_-])(?:newsletter|mailing-list|subscribe-form|signup-form)(?:[\s_-]|$)/i, 'a newsletter form'],
  [/(?:^|[\s_-])(?:comment-respond|comments-area|respond)(?:[\s_-]|$)/i, 'a comment form'],
  [/(?:^|[\s_-])(?:related-posts|post-navigation|read-next)(?:[\s_-]|$)/i, 'links to other pages'],
];
/** A part that opens on a click is content, though hidden at first. */
const PANEL = /accordion|collaps|panel|toggle|dropdown|expand|answer|faq|tab/i;

/** Why an element is furniture, or null. */
export function furnitureReason(element: Element): string | null {
  const tag = element.tagName;
  if (tag in DROPPED) return DROPPED[tag] ?? null;
  const attribute = (name: string): string => element.attrs.find((attr) => attr.name === name)?.value ?? '';
  if (
    (element.attrs.some((attr) => attr.name === 'hidden') ||
      attribute('aria-hidden') === 'true' ||
      /display\s*:\s*none/i.test(attribute('style').slice(0, 500))) &&
    !isPanel(element)
  )
    return 'hidden from readers';
  const role = attribute('role');
  if (role === 'navigation' || role === 'menu' || role === 'menubar') return 'a navigation menu';
  if (role === 'search') return 'a search form';
  if (tag === 'form') return formIsOnlyControls(element) ? 'a form' : null;
  if (FORM_PARTS.has(tag) && tag !== 'button' && tag !== 'fieldset') return 'a form field';
  const names = `${attribute('class')} ${attribute('id')}`.slice(0, 400);
  if (names.trim() !== '' && tag !== 'body' && tag !== 'html') {
    for (const [match, reason] of FURNITURE_NAMES)
      if (match.test(names) && textLength(element, 800) < 800 && !NUMBER.test(textOf(element))) return reason;
  }
  return null;
}

/** A number that somebody in need may look for keeps an element from being furniture by its name alone. */
const NUMBER = /\d{3}[\s.-]\d{4}|(?<!\d)\d{3}(?!\d)/;

function isPanel(element: Element): boolean {
  const attribute = (name: string): string => element.attrs.find((attr) => attr.name === name)?.value ?? '';
  return (
    ['tabpanel', 'region'].includes(attribute('role')) ||
    attribute('aria-labelledby') !== '' ||
    PANEL.test(`${attribute('class')} ${attribute('id')}`.slice(0, 400))
  );
}

/** A part of the page with an edge that readers see. */
export function isBox(element: Element): boolean {
  if (element.tagName === 'details') return true;
  if (element.tagName !== 'div' && element.tagName !== 'section' && element.tagName !== 'article') return false;
  const names = element.attrs.filter((attr) => attr.name === 'class').map((attr) => attr.value.slice(0, 400));
  return names.some((name) => /(?:^|[\s_-])(?:card|toggle|accordion-item|panel|flip-box)(?:[\s_-]|$)/i.test(name));
}

/** A button that opens a panel carries the panel's heading. */
export function opensPanel(button: Element): boolean {
  const attribute = (name: string): string => button.attrs.find((attr) => attr.name === name)?.value ?? '';
  const names = `${attribute('class')} ${attribute('id')}`.slice(0, 400);
  return (
    (attribute('aria-expanded') !== '' || attribute('aria-controls') !== '' || PANEL.test(names)) &&
    !/menu|nav|search|cookie|close/i.test(`${names} ${attribute('aria-controls')} ${attribute('aria-label')}`) &&
    textOf(button).trim().split(/\s+/).length >= 2
  );
}

/** Beside the page: an aside, or what site builders call a sidebar. */
export function isAside(element: Element): boolean {
  const attribute = (name: string): string => element.attrs.find((attr) => attr.name === name)?.value ?? '';
  return (
    element.tagName === 'aside' ||
    attribute('role') === 'complementary' ||
    (element.tagName === 'div' &&
      /(?:^|[\s_-])(?:sidebar|widget-area)(?:\s|$)/i.test(`${attribute('class')} ${attribute('id')}`))
  );
}

/** A strip above everything: an announcement or an alert of the site. */
export function isStrip(element: Element): boolean {
  const names = element.attrs.filter((attr) => attr.name === 'class' || attr.name === 'id').map((attr) => attr.value);
  return /(?:^|[\s_-])(?:announcement|topbar|top-bar|alert-bar|notification-bar)(?:[\s_-]|$)/i.test(
    names.join(' ').slice(0, 400),
  );
}

export function textOf(node: Node): string {
  if (node.nodeName === '#text' && 'value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

/** The length of an element's text, counted no further than `limit`. */
function textLength(node: Node, limit: number): number {
  if (node.nodeName === '#text' && 'value' in node) return node.value.trim().length;
  let length = 0;
  if ('childNodes' in node) {
    for (const child of node.childNodes) {
      length += textLength(child, limit - length);
      if (length >= limit) break;
    }
  }
  return length;
}

function contains(node: Node, test: (tag: string) => boolean): boolean {
  if (!('childNodes' in node)) return false;
  return node.childNodes.some((child) => 'tagName' in child && (test(child.tagName) || contains(child, test)));
}

/** Old sites wrap whole pages into one form; only a form that is little more than its controls is dropped whole. */
function formIsOnlyControls(form: Element): boolean {
  return (
    textLength(form, 1200) < 1200 &&
    contains(form, (tag) => FORM_PARTS.has(tag)) &&
    !contains(form, (tag) => tag === 'h1' || tag === 'main' || tag === 'article' || tag === 'table')
  );
}

/** A table that arranges a page instead of showing data: its cells hold headings, lists or tables. */
export function isLayout(table: Element): boolean {
  return contains(
    table,
    (tag) => tag === 'table' || /^h[1-6]$/.test(tag) || tag === 'section' || tag === 'article' || tag === 'form',
  );
}

export function insideContent(element: Element): boolean {
  for (let node: Node | null = element.parentNode; node && 'tagName' in node; node = node.parentNode) {
    if (['article', 'main', 'section', 'aside', 'blockquote'].includes(node.tagName)) return true;
  }
  return false;
}
