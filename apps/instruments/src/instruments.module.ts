import { Module } from '@nestjs/common';
import { CommandChanged, FrameStored, InstrumentState, SafetyChanged } from '@nightjar/contracts';
import { CommonConfig, defineService } from '@nightjar/service-kit';
import { Ledger } from './command/ledger.js';
import { Fleet } from './device/fleet.js';
import { FrameStore } from './device/frame-store.js';
import { InstrumentsHandlers } from './instruments.handlers.js';
import { migrations } from './instruments.migrations.js';
import { InstrumentsService } from './instruments.service.js';
import { InstrumentsStore } from './instruments.store.js';
import { DiskWatch } from './safety/disk-watch.js';
import { Guard } from './safety/guard.js';
import { WeatherWatch } from './safety/weather-watch.js';
import { Watchkeeper } from './watchkeeper.js';

@Module({
  controllers: [InstrumentsHandlers],
  providers: [
    InstrumentsService,
    InstrumentsStore,
    Ledger,
    FrameStore,
    Fleet,
    WeatherWatch,
    DiskWatch,
    Guard,
    Watchkeeper,
  ],
})
export class InstrumentsModule {}

export const instruments = defineService({
  name: 'instruments',
  says: 'Devices, commands, telemetry, interlocks.',
  config: CommonConfig,
  module: InstrumentsModule,
  single: true,
  database: { schema: 'instrument', entities: [], migrations },
  emits: [CommandChanged, FrameStored, SafetyChanged],
  tells: [InstrumentState],
});
