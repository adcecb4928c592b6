import 'reflect-metadata';
import { complain } from './complain.js';
import { program } from './program.js';

try {
  await program().parseAsync(process.argv);
} catch (error) {
  complain(error);
  process.exitCode = 1;
}
