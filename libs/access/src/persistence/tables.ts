import type { Table } from '#platform';
import { EditorEntity, SessionEntity, SignInLinkEntity } from './access.entity.js';

/** For the connection only: nobody outside this lib sees a row. */
export const ACCESS_TABLES: readonly Table[] = [EditorEntity, SignInLinkEntity, SessionEntity];
