import { Api } from '../delivery-api/api.js';
import { auditHttp } from '../kit/http-audits.js';

let api: Api;
beforeAll(async () => {
  api = await Api.over({ environment: { ALMANAC_CACHE_BYTES: '4000000' } });
  await api.app.listen(0, '127.0.0.1');
});
afterAll(() => api.end());

// The Studio API's are in test/studio-api/process.e2e-spec.ts, over a world that is there.
auditHttp(() => api.app.getUrl());
