import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');

/** A partner's page as Relay would have it: a connection that loads more, a refetchable fragment, inline fragments on both interfaces. */
const PAGE = `
import { graphql } from 'react-relay';

export const page = graphql\`
  query PageQuery($slug: String!, $count: Int!, $after: String) {
    topic(slug: $slug) {
      name
      ...Page_pairs @arguments(count: $count, after: $after)
      ...Page_articles
    }
    article(slug: $slug) {
      id
      ...Page_document
    }
  }
\`;

export const pairs = graphql\`
  fragment Page_pairs on Topic
  @argumentDefinitions(count: { type: "Int!" }, after: { type: "String" })
  @refetchable(queryName: "PagePairsQuery") {
    mythFacts(first: $count, after: $after) @connection(key: "Page_mythFacts") {
      edges {
        position
        node { myth fact explanation { html } }
      }
    }
  }
\`;

export const articles = graphql\`
  fragment Page_articles on Topic
  @argumentDefinitions(first: { type: "Int", defaultValue: 10 }, cursor: { type: "String" })
  @refetchable(queryName: "PageArticlesQuery") {
    articles(first: $first, after: $cursor) @connection(key: "Page_articles") {
      edges { node { title edition { number publishedAt } ...Page_document } }
    }
  }
\`;

export const document = graphql\`
  fragment Page_document on ContentDocument @refetchable(queryName: "PageDocumentQuery") {
    id
    locale
    notices { name phone }
    ... on Article { body { portableText references { id kind } } }
    ... on Fact { statement status }
  }
\`;

export const list = graphql\`
  query PageListQuery($ids: [ID!]!, $asOf: AsOf) {
    nodes(ids: $ids) { __typename id ... on ContentDocument { slug } }
    courses(first: 5, asOf: $asOf) @connection(key: "PageListQuery_courses") { edges { node { title } } }
  }
\`;
`;

test('the real relay-compiler accepts the schema with connections, refetchable fragments and nodes', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'almanac-relay-'));
  try {
    await mkdir(path.join(folder, 'src'));
    await mkdir(path.join(folder, 'generated'));
    await copyFile(path.join(root, 'apps/delivery-api/schema.graphql'), path.join(folder, 'schema.graphql'));
    await writeFile(path.join(folder, 'src/Page.ts'), PAGE);
    const settings = {
      src: './src',
      schema: './schema.graphql',
      language: 'typescript',
      artifactDirectory: './generated',
      customScalarTypes: { DateTime: 'string', PortableText: 'ReadonlyArray<unknown>' },
    };
    await writeFile(path.join(folder, 'relay.config.json'), JSON.stringify(settings));
    await writeFile(path.join(folder, 'package.json'), '{}');
    const compiler = path.join(root, 'node_modules/relay-compiler/cli.js');
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [compiler, 'relay.config.json'], {
      cwd: folder,
    });
    expect(`${stdout}${stderr}`).not.toMatch(/error/i);
    const made = await readdir(path.join(folder, 'generated'));
    expect(made).toEqual(
      expect.arrayContaining([
        'PageQuery.graphql.ts',
        'PagePairsQuery.graphql.ts',
        'PageArticlesQuery.graphql.ts',
        'PageDocumentQuery.graphql.ts',
        'PageListQuery.graphql.ts',
      ]),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
