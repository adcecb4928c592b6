import { generateSite, SIZES } from './site/generate.mjs';
import { renderDocument, checkDraft, hashRevision, extractReferences, requirementsToPublish } from '#content';
const site = generateSite(SIZES.small);
const arts = [...site.stages[2].documents()];
console.log(JSON.stringify(arts[0]).slice(0,1500), JSON.stringify(arts[0].body.body).length);
const r = renderDocument('article', arts[0].body, 'en'); console.log(r.wordCount, r.readingMinutes, r.readingGrade, r.fields.body.html.join('').length, r.fields.body.text.join('').length);
for (const [n, f] of Object.entries({ render: (d) => renderDocument('article', d.body, 'en'), check: (d) => checkDraft('article', d.body), hash: (d) => hashRevision({kind:'article',locale:'en',slug:d.slug,format:1,body:d.body}), refs: (d)=>extractReferences('article', d.body), req: (d)=>requirementsToPublish('article', d.body,{audiences:[]}) })) {
 for (let k=0;k<2;k++){ const c=process.cpuUsage(); for (const d of arts) f(d); const u=process.cpuUsage(c); console.log(n, ((u.user+u.system)/1000/arts.length).toFixed(3),'ms cpu each'); }
}
