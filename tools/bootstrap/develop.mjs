import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { environmentOf, hold } from './process.mjs';
import { ROOT } from './say.mjs';

/** Compiles on every save; the supervisor starts the processes again when what they run has changed. */
export async function develop(node, cli, rest) {
  const compiler = spawn(node, [join(ROOT, 'tools/bootstrap/bundle.mjs'), '--watch'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: environmentOf(node),
  });
  try {
    return await hold(node, [cli, 'start', '--watch', ...rest], { tie: true });
  } finally {
    compiler.kill();
  }
}
