import { readFileSync } from 'node:fs';

/**
 * Self time of a V8 processor profile, by where the code comes from (a package, a lib of ours, Node itself, the engine) and
 * by function. Idle time is left out, so the shares are shares of the work.
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

function placeOf({ url, functionName }) {
  if (url === '') return functionName.startsWith('(') ? functionName : 'engine';
  if (url.startsWith('node:')) return 'node';
  const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(url);
  if (inPackage) return inPackage[1];
  const ours = /dist\/((?:apps|libs)\/[^/]+)/.exec(url);
  return ours ? ours[1] : 'other';
}
