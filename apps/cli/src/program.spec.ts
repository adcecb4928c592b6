import { program } from './program.js';

const commandsOf = async (...words: string[]) =>
  Object.fromEntries((await program(words)).commands.map((each) => [each.name(), each]));

test('a command is read when it is named, wherever in the line that is', async () => {
  const below = (commands: Awaited<ReturnType<typeof commandsOf>>) => commands['keys']?.commands.map((it) => it.name());
  expect(below(await commandsOf('--help'))).toEqual([]);
  for (const line of [
    ['keys', 'list'],
    ['--from', '/', 'keys'],
    ['help', 'keys'],
  ])
    expect(below(await commandsOf(...line))).toEqual(['list', 'issue', 'rotate', 'end', 'revoke']);
});

test('every command can be read, and says what it does', async () => {
  const names = Object.keys(await commandsOf());
  for (const command of Object.values(await commandsOf(...names)))
    expect(command.helpInformation()).toMatch(new RegExp(`^Usage: almanac ${command.name()} .*\\n\\n\\S`));
});
