import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Mailer } from './mailer.js';

const clock = { now: () => new Date('2026-06-01T12:00:00.000Z') };
const MAIL = { to: 'ada@example.org', subject: 'Grüße', text: 'Open this:\nhttps://studio.example.org/x' };

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'almanac-mail-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

const mailer = (smtpUrl: string | null) =>
  new Mailer({ dataDir, mail: { smtpUrl, from: 'Almanac <studio@example.org>' } }, clock);

test('without a mail server each mail is a file for the owner of the data folder alone', async () => {
  const link = `https://studio.example.org/choose-password?token=${'a'.repeat(60)}`;
  await mailer(null).send({ ...MAIL, subject: 'A\r\nBcc: eve@example.org', text: `Open this:\n${link}\n` });
  await mailer(null).send(MAIL);
  const files = await readdir(path.join(dataDir, 'mail'));
  expect(files).toHaveLength(2);
  const [first, second] = files.filter((name) => /^2026-06-01T12-00-00\.000Z-[0-9a-f]{8}\.txt$/.test(name));
  const file = path.join(dataDir, 'mail', first ?? '');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const texts = await Promise.all(
    [first, second].map((name) => readFile(path.join(dataDir, 'mail', name ?? ''), 'utf8')),
  );
  // In one piece, to be copied.
  expect(texts).toContainEqual(
    `From: Almanac <studio@example.org>\nTo: ada@example.org\nSubject: A Bcc: eve@example.org\nDate: 2026-06-01T12:00:00.000Z\n\nOpen this:\n${link}\n`,
  );
  expect(texts).toContainEqual(expect.stringContaining('Subject: Grüße'));
});

test('with a mail server it goes there, with the sender that was configured, and to one address only', async () => {
  const said: string[] = [];
  const server = net.createServer((socket) => {
    socket.write('220 test\r\n');
    let inData = false;
    let rest = '';
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString()).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        said.push(line);
        if (inData && line !== '.') continue;
        if (line === 'DATA') inData = true;
        else if (line === '.') inData = false;
        socket.write(line === 'DATA' ? '354 go on\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as net.AddressInfo;
    await mailer(`smtp://127.0.0.1:${port}`).send(MAIL);
  } finally {
    server.close();
  }
  expect(said.filter((line) => /^(MAIL|RCPT)/.test(line))).toEqual([
    'MAIL FROM:<studio@example.org>',
    'RCPT TO:<ada@example.org>',
  ]);
  expect(said).toContain('https://studio.example.org/x');
  await expect(readdir(path.join(dataDir, 'mail'))).rejects.toThrow('ENOENT');
});

test('a mail server that refuses is an error, so that the job tries again', async () => {
  const server = net.createServer((socket) => void socket.end('554 not today\r\n')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as net.AddressInfo;
    await expect(mailer(`smtp://127.0.0.1:${port}`).send(MAIL)).rejects.toThrow('not today');
  } finally {
    server.close();
  }
});
