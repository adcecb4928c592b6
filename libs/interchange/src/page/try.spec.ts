import { readFileSync } from 'node:fs';
import { readPage } from './index.js';
import type { Block } from './types.js';
const brief = (b: Block): string => b._type === 'block' ? `${b.style}${b.listItem ? '*' + (b.level ?? '') : ''}:${b.children.map((c) => (c.marks.length ? `{${c.marks.join(',')}|${c.text}}` : c.text)).join('')}${b.markDefs.map((m) => m.href).join()}` : b._type === 'callout' ? `CALLOUT(${b.content.map(brief).join(' / ')})` : b._type === 'table' ? `TABLE(${JSON.stringify(b.rows.map((r) => r.cells))})` : `<${b._type} ${b.item}>`;
test('try', () => {
  for (const file of (process.env['PAGE'] ?? '').split(' ')) {
    const r = readPage(readFileSync(file), { name: file, locale: process.env['LOC'] ?? 'en' });
    const out = [`===== ${file}: ${r.title} (${r.format})`, ...r.items.map((i) => `${i.key}  ${i.kind === 'article' ? `${i.fields.title}\n      ` + i.fields.body.map(brief).join('\n      ') : i.kind === 'myth-fact' ? JSON.stringify({ ...i.fields, explanation: i.fields.explanation?.map(brief) }) : JSON.stringify(i.fields)}`), ...r.lines.filter((l) => l.outcome !== 'blank').map((l) => `${l.number} ${l.outcome} ${l.target ?? ''} ${l.reason ?? ''} | ${l.text.slice(0, 110)}`)];
    process.stdout.write(out.join('\n') + '\n');
  }
});
