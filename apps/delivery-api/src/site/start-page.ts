import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { BUILD, type Config } from '#platform';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
};

const BUILT_PAGE = path.join(BUILD, 'apps/delivery-api/graphiql');

/** The page may use what this server sends and nothing else; its editor starts workers from its own address. */
const POLICY =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `/` : GraphiQL in development, links for a program in production or where the page has not been built. */
export function serveStartPage(fastify: FastifyInstance, config: Config): void {
  const files = config.env === 'production' ? new Map<string, Buffer>() : readFiles(BUILT_PAGE);
  const page = files.get('index.html');
  fastify.get('/', (_request, reply) => {
    if (page)
      return reply
        .headers({
          'content-security-policy': POLICY,
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
        })
        .type(TYPES['.html'] ?? '')
        .send(page);
    return reply.send({
      name: 'Almanac delivery API',
      graphql: `${config.publicUrl}/graphql`,
      http: `${config.publicUrl}/v1/openapi.json`,
      health: `${config.publicUrl}/healthz`,
      readiness: `${config.publicUrl}/readyz`,
    });
  });
  // One route per file that exists: no path of a caller ever reaches the file system.
  for (const [name, bytes] of files) {
    if (name === 'index.html') continue;
    const type = TYPES[path.extname(name)] ?? 'application/octet-stream';
    fastify.get(`/${name}`, (_request, reply) =>
      reply.headers({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' }).type(type).send(bytes),
    );
  }
}

function readFiles(folder: string): Map<string, Buffer> {
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    names.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(folder, file).split(path.sep).join('/'), readFileSync(file)];
    }),
  );
}
