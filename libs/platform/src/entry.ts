import { enableCompileCache, setSourceMapsSupport } from 'node:module';
import path from 'node:path';

/*
 * What a process imports before anything else; the rest follows by `import()`, because static imports are read before the
 * first line runs. Two things make reading a thousand modules cheap: their compiled form is kept beside the packages (where
 * only who may write the program may write), and source maps are read for our own files, not for those of every package.
 */
enableCompileCache(path.resolve(import.meta.dirname, '../../../../node_modules/.cache/almanac/compiled'));
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
