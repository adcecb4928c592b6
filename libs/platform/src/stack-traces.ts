import { readFileSync } from 'node:fs';
import { setSourceMapsSupport, SourceMap, type SourceMapPayload } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Address, line and column, as a stack names them. */
const PLACE = /(file:\/\/\S+?):(\d+):(\d+)/g;

/** What a built file says of its sources; null when `build` does not hold it or it says nothing. */
export const mapsBeside =
  (build: string) =>
  (url: string): SourceMapPayload | null =>
    url.startsWith(`${pathToFileURL(build).href}/`)
      ? (JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, 'utf8')) as SourceMapPayload)
      : null;

/**
 * Lets stacks name lines of sources. Node could do it, but reads the map of every file that it loads, a third of the time in
 * which a process starts; here a map is asked for by the first stack that leads through its file.
 */
export function nameSources(
  mapOf: (url: string) => SourceMapPayload | null,
  inWords: ((error: Error, trace: NodeJS.CallSite[]) => unknown) | undefined = Error.prepareStackTrace?.bind(Error),
): void {
  // An older Node does not tell how it puts a stack into words.
  if (!inWords) return setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
  const maps = new Map<string, SourceMap | null>();
  const mapFor = (url: string): SourceMap | null => {
    let map = maps.get(url);
    if (map !== undefined) return map;
    try {
      const payload = mapOf(url);
      map = payload && new SourceMap(payload);
    } catch {
      // Who asks for a stack has a fault to tell of, and must not get another one.
      map = null;
    }
    maps.set(url, map);
    return map;
  };
  const sourceOf = (place: string, url: string, line: string, column: string): string => {
    const entry = mapFor(url)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (!entry || !('originalSource' in entry) || !entry.originalSource) return place;
    const source = fileURLToPath(new URL(entry.originalSource, url));
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  };
  Error.prepareStackTrace = (error, trace) => {
    const stack = inWords(error, trace);
    return typeof stack === 'string' ? stack.replace(PLACE, sourceOf) : stack;
  };
}
