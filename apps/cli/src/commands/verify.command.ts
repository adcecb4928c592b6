import type { Command } from 'commander';
import path from 'node:path';
import { VerifyService } from '#content';
import { AuditAnchors } from '#ledger';
import { onInstallation, print, say, standingIn } from '../command.js';
import { checkLines, type NamedCheck } from '../report/check-lines.js';

export function define(command: Command): void {
  command
    .option('--anchor [file]', 'also compare the audit with its signed heads (default: those in the data folder)')
    .action((flags: { anchor?: string | true }) =>
      onInstallation(async (services) => {
        const checks: NamedCheck[] = [
          ...(await services.get(VerifyService, { strict: false }).verify((name) => say(`checking: ${name}`))),
        ];
        if (flags.anchor !== undefined) {
          const file = flags.anchor === true ? undefined : path.resolve(standingIn(command), flags.anchor);
          const { anchors, faults } = await services.get(AuditAnchors).verify(file);
          checks.push({ name: 'the audit chain is the one that was signed', looked: anchors, broken: faults });
        }
        print(checkLines(checks));
        if (checks.some((check) => check.broken.length > 0)) process.exitCode = 1;
      }),
    );
}
