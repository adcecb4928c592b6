// Loaded into the API process before its own code: profiles between two messages, so that starting up is left out.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

const session = new Session();
session.connect();

async function obey({ profile, into }) {
  if (profile === 'start') {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 500 });
    await session.post('Profiler.start');
  } else if (profile === 'stop') {
    const { profile: recorded } = await session.post('Profiler.stop');
    writeFileSync(into, JSON.stringify(recorded));
  } else return;
  process.send({ profile });
}

process.on('message', (message) => void obey(message));
