import type { Command } from 'commander';
import { LabelsService, SearchIndexService } from '#content';
import { SeedService } from '#interchange';
import { onInstallation, print, say } from '../command.js';
import { SAMPLES } from '../places.js';
import { OPERATOR } from '../services.js';

export function addSeed(almanac: Command): void {
  almanac
    .command('seed')
    .description('fill an empty installation with the sample content (the first start does it too)')
    .action(() =>
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
