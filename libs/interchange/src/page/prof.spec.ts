import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { readPage } from './index.js';
test('prof', () => {
  for (const file of (process.env['PAGE'] ?? '').split(' ')) {
    const session = new Session();
    session.connect();
    session.post('Profiler.enable');
    session.post('Profiler.start');
    const start = performance.now();
    readPage(readFileSync(file), { name: file, locale: 'en' });
    const ms = performance.now() - start;
    session.post('Profiler.stop', (_e: unknown, { profile }: any) => {
      const self = new Map<string, number>();
      const dt = profile.timeDeltas; const byId = new Map<number, any>(profile.nodes.map((n: any) => [n.id, n]));
      profile.samples.forEach((id: number, i: number) => { const f = byId.get(id).callFrame; const k = `${f.functionName}:${f.url.split('/').pop()}:${f.lineNumber}`; self.set(k, (self.get(k) ?? 0) + dt[i]); });
      process.stdout.write(`${file} ${ms.toFixed(0)}ms\n` + [...self].sort((a, b) => b[1] - a[1]).slice(0, 9).map(([k, v]) => `   ${(v / 1000).toFixed(0)} ${k}`).join('\n') + '\n');
    });
  }
});
