import type { Command } from 'commander';
import { LabelsService, SearchIndexService } from '#content';
import { SeedService } from '#interchange';
import { onInstallation, print, say } from '../command.js';
import { SAMPLES } from '../places.js';
import { OPERATOR } from '../operator.js';

export function define(command: Command): void {
  command.action(() =>
    onInstallation(async (services) => {
      await services.get(LabelsService, { strict: false }).takeIn(OPERATOR);
      await services.get(SearchIndexService, { strict: false }).takeIn();
      const outcome = await services.get(SeedService, { strict: false }).seed(OPERATOR, SAMPLES, say);
      if (outcome)
        print(
          `The sample content is published: ${outcome.pages.documents.length + outcome.documents.length} documents.`,
        );
      else print('There is content already, so nothing was added: samples never mix with your own.');
    }),
  );
}
