import TestSequencer from '@jest/test-sequencer';

/** Whole processes and servers that are killed: minutes, where most files take seconds. */
const LONG = [
  '/test/torture/',
  '/test/siege/siege',
  '/test/walk/',
  '/test/cli/',
  '/test/platform/',
  '/test/browser/',
  '/test/content/',
  '/test/delivery-api/pro',
];

/**
 * What takes longest begins first, so that no worker is left alone with it at the end. Jest orders by what earlier runs
 * took, which a fresh clone does not know, and otherwise by the size of files, which says nothing.
 */
export default class SlowestFirst extends TestSequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const found = LONG.findIndex((folder) => path.includes(folder));
      return found < 0 ? LONG.length : found;
    };
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
}
