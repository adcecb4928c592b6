import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

/** Shows the site as a web server has to: pages that are gone with status 410. */
const out = path.resolve(process.env['OUT'] ?? 'site');
const TYPES: Readonly<Record<string, string>> = { '.css': 'text/css', '.html': 'text/html; charset=utf-8' };

const server = createServer((request, response) => {
  void answer(request.url ?? '/').then(({ status, type, body }) => {
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  });
});
server.listen(Number(process.env['PORT'] ?? 5000), '127.0.0.1', () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`);
});

async function answer(url: string): Promise<{ status: number; type: string; body: string }> {
  try {
    const place = decodeURIComponent(new URL(url, 'http://site').pathname);
    const name = place === '/' ? 'index.html' : place.slice(1);
    const type = TYPES[path.extname(name)];
    const file = path.join(out, name);
    if (type === undefined || !file.startsWith(out + path.sep)) throw new Error('not a page of this site');
    const { gone } = JSON.parse(await readFile(path.join(out, 'site.json'), 'utf8')) as { gone: readonly string[] };
    return { status: gone.includes(name) ? 410 : 200, type, body: await readFile(file, 'utf8') };
  } catch {
    return { status: 404, type: 'text/plain', body: 'There is no such page.' };
  }
}
