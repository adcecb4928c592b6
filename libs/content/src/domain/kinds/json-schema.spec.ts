import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { format } from 'prettier';
import { allSchemas, type Stage } from './json-schema.js';
import { type Bodies, KINDS, type Kind } from './kinds.js';
import { requirementsToPublish } from './requirements.js';
import { checkDraft } from './validate.js';

const FOLDER = join(import.meta.dirname, '../../../schemas');
const ID = '0190c0de-0000-7000-8000-000000000001';
const words: NonNullable<Bodies['article']['body']> = [
  { _type: 'block', _key: 'a', children: [{ _type: 'span', _key: 's', text: 'x' }] },
];

const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true });
ajv.addVocabulary(['x-almanac-reference']);
ajv.addFormat('date', fullFormats.date).addFormat('uri', fullFormats.uri);
const validators = new Map(Object.entries(allSchemas()).map(([name, schema]) => [name, ajv.compile(schema)]));

function accepts(kind: Kind, stage: Stage, body: unknown): boolean {
  const validate = validators.get(`${kind}${stage === 'draft' ? '.draft' : ''}.schema.json`);
  if (!validate) throw new Error(`There is no schema of ${kind}.`);
  return validate(body);
}

// Written by hand, when a shape has changed: ALMANAC_WRITE_SCHEMAS=1 npx jest --selectProjects unit -- json-schema
if (process.env['ALMANAC_WRITE_SCHEMAS'] === '1') {
  beforeAll(async () => {
    for (const [name, schema] of Object.entries(allSchemas())) {
      const text = await format(JSON.stringify(schema), { parser: 'json', printWidth: 120 });
      await writeFile(join(FOLDER, name), text);
    }
  });
}

test('the schemas in libs/content/schemas are those of the shapes (else write them again, as said above)', async () => {
  const schemas = allSchemas();
  expect((await readdir(FOLDER)).sort()).toEqual(Object.keys(schemas).sort());
  for (const [name, schema] of Object.entries(schemas)) {
    expect({ name, schema: JSON.parse(await readFile(join(FOLDER, name), 'utf8')) as unknown }).toEqual({
      name,
      schema,
    });
  }
});

test('every schema is self-contained, has its own id, a title and a description', () => {
  const ids = Object.values(allSchemas()).map((schema) => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: expect.any(String) as string,
      description: expect.any(String) as string,
    });
    expect(JSON.stringify(schema)).not.toMatch(/"\$ref":"(?!#)/u);
    return (schema as { $id: string }).$id;
  });
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain('urn:almanac:schema:article:1');
});

const samples: { [K in Kind]: { good: Bodies[K][]; unfinished: Bodies[K][] } } = {
  article: {
    good: [{ title: 'T', body: words, topics: [ID], reviewBy: '2030-01-01' }],
    unfinished: [{ title: 'T' }, { body: words }, { title: 'T', body: [{ _type: 'assetEmbed', _key: 'a' }] }],
  },
  'myth-fact': {
    good: [{ myth: 'M', fact: 'F', verdict: 'FALSE', explanation: words }],
    unfinished: [{ myth: 'M' }, { fact: 'F' }],
  },
  course: {
    good: [
      { title: 'T' },
      {
        title: 'T',
        modules: [
          {
            _key: 'm',
            title: 'M',
            lessons: [{ _key: 'l', title: 'L', uses: [{ document: ID, locale: 'en', edition: 1 }] }],
          },
        ],
      },
    ],
    unfinished: [
      {},
      { title: 'T', modules: [{ _key: 'm' }] },
      {
        title: 'T',
        modules: [
          { _key: 'm', title: 'M', lessons: [{ _key: 'l', title: 'L', uses: [{ document: ID, edition: 1 }] }] },
        ],
      },
    ],
  },
  fact: {
    good: [
      { statement: 'S', status: 'SUPPORTED', citations: [{ _key: 'c', source: ID, role: 'PRIMARY' }] },
      { statement: 'S', status: 'DISPUTED', notice: 'N' },
      { statement: 'S', status: 'SUPERSEDED', notice: 'N', supersededBy: ID },
    ],
    unfinished: [
      { statement: 'S', status: 'SUPPORTED' },
      { statement: 'S', status: 'SUPPORTED', citations: [{ _key: 'c', source: ID, role: 'REPEATS' }] },
      { statement: 'S', status: 'DISPUTED' },
      { statement: 'S', status: 'SUPERSEDED', notice: 'N' },
      { status: 'DISPUTED', notice: 'N' },
    ],
  },
  source: { good: [{ title: 'T', url: 'https://a.example/b', issued: '2020-05' }], unfinished: [{ publisher: 'P' }] },
  notice: {
    good: [{ name: 'N', text: { number: '1' } }],
    unfinished: [{ name: 'N' }, { phone: '1' }, { name: 'N', text: { code: 'C' } }],
  },
  topic: { good: [{ name: 'N' }], unfinished: [{ description: 'D' }] },
  collection: { good: [{ title: 'T', sections: [{ _key: 's' }] }], unfinished: [{ title: 'T' }] },
};

describe.each(KINDS)('%s', (kind) => {
  test('drafts fit the draft schema, finished or not', () => {
    for (const body of [{}, ...samples[kind].good, ...samples[kind].unfinished]) {
      expect(checkDraft(kind, body).problems).toEqual([]);
      expect(accepts(kind, 'draft', body)).toBe(true);
    }
  });

  test('the published schema and the requirements to publish agree', () => {
    for (const body of samples[kind].good) {
      expect([requirementsToPublish(kind, body), accepts(kind, 'published', body)]).toEqual([[], true]);
    }
    for (const body of samples[kind].unfinished) {
      expect(requirementsToPublish(kind, body)).not.toEqual([]);
      expect(accepts(kind, 'published', body)).toBe(false);
    }
  });

  test('neither schema takes a field that nobody knows', () => {
    for (const stage of ['draft', 'published'] as const)
      expect(accepts(kind, stage, { ...samples[kind].good[0], foo: 1 })).toBe(false);
  });
});
