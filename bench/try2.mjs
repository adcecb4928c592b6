import pg from 'pg';
const totals = new Map();
const original = pg.Client.prototype.query;
pg.Client.prototype.query = function (...args) {
  const text = typeof args[0] === 'string' ? args[0] : args[0]?.text;
  const begun = performance.now();
  const out = original.apply(this, args);
  if (out?.then && text) { const t = text.replace(/\s+/g,' ').slice(0, 110); out.then(() => { const x = totals.get(t) ?? [0,0]; x[0]++; x[1]+=performance.now()-begun; totals.set(t,x); }, () => {}); }
  else if (text && typeof args.at(-1) === 'function') totals.set('cb',[0,0]);
  return out;
};
// TypeORM uses callbacks
pg.Client.prototype.query = function (...args) {
  const text = (typeof args[0] === 'string' ? args[0] : args[0]?.text ?? '').replace(/\s+/g,' ').slice(0, 110);
  const begun = performance.now();
  const done = () => { const x = totals.get(text) ?? [0,0]; x[0]++; x[1]+=performance.now()-begun; totals.set(text,x); };
  if (typeof args.at(-1) === 'function') { const cb = args.at(-1); args[args.length-1] = (...r) => { done(); cb(...r); }; return original.apply(this,args); }
  const out = original.apply(this,args); out?.then?.(done, done); return out;
};
process.on('exit', () => { for (const [t,[n,ms]] of [...totals].sort((a,b)=>b[1][1]-a[1][1]).slice(0,14)) console.log(Math.round(ms), n, (ms/n).toFixed(2), t); });
await import('./try.mjs');
