// The load: a process of its own that keeps a fixed number of connections busy and counts. The parent sends
// { requests } once (body, headers, address, and status and length of the answer for each) and then { port, connections, seconds } for each run.
import { Connection, requestBytes } from './connection.mjs';

let requests = [];

process.on('message', (message) => {
  if (message.requests) {
    requests = message.requests.map(({ body, headers, address, status, length }) => ({
      bytes: requestBytes(Buffer.from(body), headers, address),
      status,
      length,
    }));
    process.send({ ready: true });
    return;
  }
  run(message).then(
    (result) => process.send(result),
    (error) => process.send({ failure: String(error?.stack ?? error) }),
  );
});
process.once('SIGTERM', () => process.exit(0));
process.once('disconnect', () => process.exit(0));

async function run({ port, connections, seconds }) {
  const open = Array.from({ length: connections }, () => new Connection(port));
  await Promise.all(open.map((connection) => connection.opened()));
  const latencies = new Float64Array(4_000_000);
  const faults = [];
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const until = begun + seconds * 1_000;
  let [done, next, bytes, last] = [0, 0, 0, begun];
  await Promise.all(
    open.map(
      (connection, index) =>
        new Promise((resolve) => {
          // Each connection starts elsewhere, so that no two ask for the same thing at the same time.
          next = Math.floor((index * requests.length) / connections);
          let at = next;
          const again = () => {
            const { bytes: request, status, length } = requests[at];
            at = (at + 1) % requests.length;
            const sent = performance.now();
            connection.send(request, (error, answer) => {
              const now = performance.now();
              if (error || answer.status !== status || answer.length !== length) {
                faults.push(
                  error ? error.message : `status ${answer.status}, ${answer.length} bytes instead of ${length}`,
                );
                return resolve();
              }
              latencies[done++] = now - sent;
              bytes += length;
              last = now;
              if (now >= until) resolve();
              else again();
            });
          };
          again();
        }),
    ),
  );
  const elapsed = last - begun;
  const used = process.cpuUsage(cpu);
  for (const connection of open) connection.end();
  const sorted = latencies.subarray(0, done).sort();
  const at = (share) => sorted[Math.min(done - 1, Math.floor(done * share))] ?? 0;
  return {
    requests: done,
    perSecond: (done * 1_000) / elapsed,
    bytes,
    p50: at(0.5),
    p99: at(0.99),
    clientCpu: (used.user + used.system) / 1_000 / elapsed,
    faults: faults.length,
    firstFault: faults[0] ?? null,
  };
}
