import { spent, usedBy, usedByChildrenOf } from './processor-time.mjs';

export const median = (numbers) => {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

export const geometricMean = (numbers) =>
  Math.exp(numbers.reduce((sum, number) => sum + Math.log(number), 0) / numbers.length);

/** What the load needs to know of a recorded exchange. */
export const sentOf = ({ request, headers, address, status, length }) => ({
  body: request,
  headers,
  address,
  status,
  length,
});

/**
 * One query against both servers in turn (A B A B ...), so that whatever else the machine does falls on both. `apis`, of which
 * each run asks the next, and `reference` are `{ url, pid }`; `database` is the process id of the server that the API asks, or null.
 */
export async function measureQuery({
  load,
  exchanges,
  apis,
  reference,
  database,
  connections,
  seconds,
  warmUp,
  runs,
  say,
}) {
  await load.ask({ requests: exchanges.map(sentOf) });
  const once = async (server, duration) => {
    const before = [usedBy(server.pid), database === null ? null : usedByChildrenOf(database)];
    const result = await load.ask(
      { port: Number(new URL(server.url).port), connections, seconds: duration },
      (duration + 30) * 1_000,
    );
    const [own, ofDatabase] = [
      spent(before[0], usedBy(server.pid)),
      spent(before[1], database === null ? null : usedByChildrenOf(database)),
    ];
    if (result.faults > 0)
      throw new Error(`${result.faults} of ${result.requests} requests failed: ${result.firstFault}`);
    const each = (milliseconds) => (milliseconds === null ? null : milliseconds / result.requests);
    return {
      perSecond: result.perSecond,
      p50: result.p50,
      p99: result.p99,
      requests: result.requests,
      clientCpu: result.clientCpu,
      cpu: each(own),
      databaseCpu: each(ofDatabase),
    };
  };
  say('warming up');
  for (const api of apis) await once(api, warmUp);
  await once(reference, warmUp / 2);
  const measured = { api: [], reference: [] };
  for (let run = 1; run <= runs; run++) {
    measured.api.push(await once(apis[(run - 1) % apis.length], seconds));
    measured.reference.push(await once(reference, seconds));
    say(
      `run ${run} of ${runs}: API ${Math.round(measured.api.at(-1).perSecond)}/s, node:http ${Math.round(measured.reference.at(-1).perSecond)}/s`,
    );
  }
  const middle = (side, field) =>
    measured[side].some((run) => run[field] === null) ? null : median(measured[side].map((run) => run[field]));
  const summary = (side) =>
    Object.fromEntries(
      ['perSecond', 'p50', 'p99', 'cpu', 'databaseCpu', 'clientCpu'].map((field) => [field, middle(side, field)]),
    );
  const pairs = measured.api.map((run, index) => run.perSecond / measured.reference[index].perSecond);
  return {
    variableSets: exchanges.length,
    meanBytes: Math.round(exchanges.reduce((sum, { length }) => sum + length, 0) / exchanges.length),
    api: summary('api'),
    reference: summary('reference'),
    ratio: middle('api', 'perSecond') / middle('reference', 'perSecond'),
    // Of processor time, the database's included: what is left of the ratio on a machine that is busy with other things.
    costRatio: costRatio(summary('api'), summary('reference')),
    ratioOfRuns: { lowest: Math.min(...pairs), highest: Math.max(...pairs) },
    runs: measured,
  };
}

function costRatio(api, reference) {
  return api.cpu === null || api.databaseCpu === null || reference.cpu === null
    ? null
    : reference.cpu / (api.cpu + api.databaseCpu);
}
