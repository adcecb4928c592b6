// What the API is measured against: plain node:http that answers each request with the recorded bytes and headers.
// It says { url }, is sent { exchanges, keepAlive } and says { ready }.
import { createServer } from 'node:http';

const answers = new Map();

const keyOf = (url, body, held) => `${url} ${body.toString('latin1')}\n${held ?? ''}`;

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const sent = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    const answer = answers.get(keyOf(request.url, sent, request.headers['if-none-match']));
    if (!answer) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  });
});

process.on('message', ({ exchanges, keepAlive }) => {
  server.keepAliveTimeout = keepAlive * 1_000;
  for (const { request, address, held, status, headers, body } of exchanges)
    answers.set(keyOf(address ?? '/graphql', Buffer.from(request), held), { status, headers, body: Buffer.from(body) });
  process.send({ ready: true, answers: answers.size });
});
process.once('SIGTERM', () => process.exit(0));
process.once('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
