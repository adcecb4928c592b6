import type { Command } from 'commander';
import { SystemClock } from '#platform';
import { print } from '../command.js';
import { examine } from '../doctor/examine.js';
import { findingLines } from '../doctor/finding.js';

export function define(command: Command): void {
  command
    .option('--json', 'as JSON: { "findings": [{ "check", "state", "says" }] }')
    .action(async (flags: { json?: true }) => {
      const findings = await examine(new SystemClock());
      print(flags.json ? JSON.stringify({ findings }, null, 2) : findingLines(findings));
      if (findings.some(({ state }) => state === 'wrong')) process.exitCode = 1;
    });
}
