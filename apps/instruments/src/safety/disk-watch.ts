import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, diskHasRoom, type CommonConfig } from '@nightjar/service-kit';

const LOOK_MS = 5000;

/** Whether frames have room; looked at before they are taken, not while. */
@Injectable()
export class DiskWatch {
  hasRoom = true;
  private timer: NodeJS.Timeout | undefined;

  constructor(@Inject(CONFIG) private readonly config: CommonConfig) {}

  async start(): Promise<void> {
    this.timer = setInterval(() => void this.look(), LOOK_MS);
    await this.look();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    this.hasRoom = await diskHasRoom(this.config.NIGHTJAR_HOME).then(
      () => true,
      () => false,
    );
  }
}
