import { bodyOf } from '../measure/exchange.mjs';
import { Connection, requestBytes } from '../measure/connection.mjs';
import { median } from '../measure/measure.mjs';
import { usedBy } from '../measure/processor-time.mjs';

/** Rounds before those that count: enough that the engine has compiled what answers, or its share would hide what grows. */
const WARM_UP = 400;

/**
 * One question put to all sites in turn, request by request on one connection each, so that whatever else the machine does
 * falls on all of them alike. `places` are `{ site, api, url, counting }`; nothing is kept between requests.
 */
export async function ask(places, questionsOf, index, requests) {
  const sides = await Promise.all(
    places.map(async (place) => {
      const { name, query, sets, scoped = false, mayBeEmpty = false } = questionsOf(place)[index];
      const connection = new Connection(Number(new URL(place.url).port), { keepBody: true });
      await connection.opened();
      const headers = scoped ? { Authorization: `Bearer ${place.site.key}` } : {};
      const asked = sets.map((set) => requestBytes(bodyOf(query, set), headers));
      return { place, name, mayBeEmpty, connection, asked, latencies: [], bytes: 0, last: null };
    }),
  );
  const send = async (side, number) => {
    const begun = performance.now();
    const answer = await new Promise((resolve, reject) =>
      side.connection.send(side.asked[number % side.asked.length], (error, found) =>
        error ? reject(error) : resolve(found),
      ),
    );
    side.latencies.push(performance.now() - begun);
    side.bytes += answer.length;
    side.last = dataIn(side, answer);
  };
  // Plans, prepared statements and pages of the database in memory, as on a server that has run for a while.
  for (let number = 0; number < WARM_UP; number++) for (const side of sides) await send(side, number);
  for (const side of sides) {
    Object.assign(side, { latencies: [], bytes: 0 });
    await side.place.counting.reset();
    side.used = usedBy(side.place.api.pid);
  }
  for (let number = 0; number < requests; number++) for (const side of sides) await send(side, number);
  const found = [];
  for (const { place, connection, latencies, bytes, last, used } of sides) {
    connection.end();
    const after = usedBy(place.api.pid);
    const sorted = [...latencies].sort((one, other) => one - other);
    found.push({
      p50: median(latencies),
      p95: sorted[Math.floor(sorted.length * 0.95)],
      bytes: Math.round(bytes / requests),
      api: used === null ? null : (after - used) / requests,
      database: await place.counting.total(requests),
      ...seenIn(last),
    });
  }
  return { name: sides[0].name, sites: found };
}

/** Any answer must be whole: an error that comes fast is not fast. */
function dataIn({ name, mayBeEmpty }, { status, body }) {
  const { data, errors } = JSON.parse(body.toString());
  const [root] = Object.values(data ?? {});
  const edges = root?.edges ?? root?.articles?.edges;
  if (status !== 200 || errors || !root || (!mayBeEmpty && edges?.length === 0))
    throw new Error(
      `${name}: the API did not answer as it should (status ${status}): ${body.toString().slice(0, 400)}`,
    );
  return root;
}

/** Of a search: how many it says there are, and whether it says that there are more. */
function seenIn(root) {
  return root.totalCount === undefined
    ? {}
    : { total: root.totalCount, lowerBound: root.lowerBound, facetsLowerBound: root.facets.lowerBound };
}
