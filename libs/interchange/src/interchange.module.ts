import { Module } from '@nestjs/common';
import { ContentModule } from '#content';
import { ImportService } from './import.service.js';
import { SeedService } from './seed.service.js';

@Module({ imports: [ContentModule], providers: [ImportService, SeedService], exports: [ImportService, SeedService] })
export class InterchangeModule {}
