// What the API is measured against: plain node:http that answers each request with the recorded bytes and headers.
// It says { url }, is sent { exchanges, keepAlive } and says { ready }.
import { createServer } from 'node:http';

const answers = new Map();

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const answer = answers.get(
      chunks.length === 1 ? chunks[0].toString('latin1') : Buffer.concat(chunks).toString('latin1'),
    );
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
  for (const { request, status, headers, body } of exchanges)
    answers.set(Buffer.from(request).toString('latin1'), { status, headers, body: Buffer.from(body) });
  process.send({ ready: true, answers: answers.size });
});
process.once('SIGTERM', () => process.exit(0));
process.once('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
