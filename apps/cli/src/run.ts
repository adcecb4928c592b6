import 'reflect-metadata';
import { program } from './program.js';

try {
  await (await program(process.argv.slice(2))).parseAsync(process.argv);
} catch (error) {
  const { complain } = await import('./complain.js');
  complain(error);
  process.exitCode = 1;
}
