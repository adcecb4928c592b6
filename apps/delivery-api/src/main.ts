import { setFlagsFromString } from 'node:v8';
import '#platform/entry';

// One process in twenty let a sixth of what its requests made survive each minor collection, for as long as it lived, and was half
// as slow again: docs/decisions/0047. Before anything is compiled.
setFlagsFromString('--no-allocation-site-pretenuring');

await import('./run.js');
