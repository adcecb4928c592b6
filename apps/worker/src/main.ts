import '#platform/entry';

await import('./run.js');
