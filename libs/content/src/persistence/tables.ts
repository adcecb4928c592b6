import type { Table } from '#platform';
import { DocumentEntity } from './document.entity.js';
import { VariantEntity } from './variant.entity.js';

/** For the connection only: nobody outside this lib sees a row. */
export const CONTENT_TABLES: readonly Table[] = [DocumentEntity, VariantEntity];
