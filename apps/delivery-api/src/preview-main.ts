import '#platform/entry';

await import('./preview-run.js');
