import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Self time of a V8 processor profile, by where the code comes from (a package, a lib of ours, Node itself, what it does
 * outside of JavaScript) and by function. Idle time is left out, so the shares are shares of the work.
 */
export function readProfile(file) {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8'));
  const self = new Map();
  for (const [index, id] of samples.entries()) self.set(id, (self.get(id) ?? 0) + timeDeltas[index]);
  const places = new Map();
  const functions = new Map();
  let total = 0;
  for (const { id, callFrame } of nodes) {
    const time = self.get(id) ?? 0;
    if (time === 0 || callFrame.functionName === '(idle)' || callFrame.url.startsWith('node:inspector')) continue;
    total += time;
    const place = placeOf(callFrame);
    places.set(place, (places.get(place) ?? 0) + time);
    const label = `${callFrame.functionName || '(anonymous)'} · ${place}${callFrame.lineNumber >= 0 ? ` · ${callFrame.url.split('/').at(-1)}:${callFrame.lineNumber + 1}` : ''}`;
    functions.set(label, (functions.get(label) ?? 0) + time);
  }
  const shares = (times, count) =>
    [...times]
      .sort((one, other) => other[1] - one[1])
      .slice(0, count)
      .map(([label, time]) => ({ label, share: time / total }));
  return { seconds: total / 1_000_000, places: shares(places, 20), functions: shares(functions, 40) };
}

const OUTSIDE = {
  'writing to sockets': ['writev', 'writeBuffer', 'writeUtf8String', 'writeLatin1String', 'shutdown'],
  hashing: ['update', 'digest', 'oneShotDigest', 'Hash'],
};

function placeOf({ url, functionName, lineNumber, columnNumber }) {
  if (url === '') {
    if (functionName.startsWith('(')) return functionName;
    return Object.keys(OUTSIDE).find((name) => OUTSIDE[name].includes(functionName)) ?? 'engine';
  }
  if (url.startsWith('node:')) return 'node';
  const source = sourceOf(url, lineNumber, columnNumber);
  const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(source);
  if (inPackage) return inPackage[1];
  const ours = /\b((?:apps|libs)\/[^/]+)/.exec(source);
  return ours ? ours[1] : 'other';
}

const maps = new Map();

/** Where code of a bundle was written. */
function sourceOf(url, line, column) {
  if (!maps.has(url)) {
    const file = url.startsWith('file:') ? `${fileURLToPath(url)}.map` : '';
    maps.set(url, existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : null);
  }
  return maps.get(url)?.findEntry(line, column)?.originalSource ?? url;
}
