import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { BUILD } from '#platform';

/**
 * What a function of another app's build answers to a text, in a process of its own: Nest keeps one registry of types per
 * process, and the two APIs share names.
 */
export async function callBuilt(module: string, name: string, input = ''): Promise<string> {
  const address = JSON.stringify(pathToFileURL(path.join(BUILD, module)).href);
  const script = `
    const { text } = await import('node:stream/consumers');
    const { ${name} } = await import(${address});
    process.stdout.write(await ${name}(await text(process.stdin)));`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  // A process that dies early closes the pipe; its exit code says so better than EPIPE.
  child.stdin.on('error', () => undefined).end(input);
  const [answer, code] = await Promise.all([text(child.stdout), ended]);
  if (code !== 0) throw new Error(`${module} ended with ${code} instead of an answer`);
  return answer;
}
