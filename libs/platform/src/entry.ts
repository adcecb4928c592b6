import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { BUILD, CHECKOUT } from './project.js';
import { mapsBeside, nameSources } from './stack-traces.js';

/*
 * What a process imports before anything else; the rest follows by `import()`, because static imports are read before the
 * first line runs. Compiled code is kept beside the packages, where only who may write the program may write.
 */
enableCompileCache(path.join(CHECKOUT, 'node_modules/.cache/almanac/compiled'));
nameSources(mapsBeside(BUILD));
