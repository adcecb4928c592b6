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
];

/** Why an element is furniture, or null. */
export function furnitureReason(element: Element): string | null {
  const tag = element.tagName;
  if (tag in DROPPED) return DROPPED[tag] ?? null;
  const attribute = (name: string): string => element.attrs.find((attr) => attr.name === name)?.value ?? '';
  if (
    element.attrs.some((attr) => attr.name === 'hidden') ||
    attribute('aria-hidden') === 'true' ||
    /display\s*:\s*none/i.test(attribute('style').slice(0, 500))
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
      if (match.test(names) && textLength(element, 800) < 800) return reason;
  }
  return null;
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
