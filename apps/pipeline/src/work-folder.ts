import { Inject, Injectable } from '@nestjs/common';
import { WorkFolders } from '@nightjar/programs';
import { CONFIG } from '@nightjar/service-kit';
import { join } from 'node:path';
import type { PipelineConfig } from './pipeline.config.js';

/** Where processes work: under the site's home, so that any runner finds what a killed one left. */
@Injectable()
export class WorkFolder extends WorkFolders {
  constructor(@Inject(CONFIG) config: PipelineConfig) {
    super(join(config.NIGHTJAR_HOME, 'work'));
  }
}
