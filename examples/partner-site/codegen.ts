import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types for the operations of this site, from the published schema. */
const config: CodegenConfig = {
  schema: '../../apps/delivery-api/schema.graphql',
  documents: ['src/operations.ts'],
  generates: {
    './src/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        useTypeImports: true,
        importExtension: '.js',
        enumsAsTypes: true,
        scalars: { DateTime: 'string', PortableText: 'readonly unknown[]' },
      },
    },
  },
};

export { config as default };
