import { rm } from 'node:fs/promises';

async function globalTeardown() {
  const server = globalThis.almanacTestServer;
  if (!server) return;
  delete globalThis.almanacTestServer;
  await server.stop();
  await rm(server.folder, { recursive: true, force: true });
}

export default globalTeardown;
