// Loaded before a process of ours (`node --import`): holds it at the fault point that its parent names.
import '#platform/entry';

const { onFaultPoint } = await import('#platform');

let holdAt = null;
let release = () => undefined;
process.on('message', (message) => {
  if ('holdAt' in message) holdAt = message.holdAt;
  if (message.release) release();
});

onFaultPoint(async (point) => {
  if (point !== holdAt) return;
  holdAt = null;
  const released = new Promise((resolve) => (release = resolve));
  process.send({ held: point });
  await released;
});
