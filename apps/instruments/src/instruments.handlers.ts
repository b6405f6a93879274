import { Controller } from '@nestjs/common';
import { EmergencyStop, ListCommands, ListInstruments, SubmitCommand, type Gives } from '@nightjar/contracts';
import { Handles, type Asks } from '@nightjar/service-kit';
import { InstrumentsService } from './instruments.service.js';

@Controller()
export class InstrumentsHandlers {
  constructor(private readonly instruments: InstrumentsService) {}

  @Handles(SubmitCommand)
  submit(ask: Asks<typeof SubmitCommand>): Promise<Gives<typeof SubmitCommand>> {
    return this.instruments.submit(ask);
  }

  @Handles(EmergencyStop)
  emergencyStop({ actor }: Asks<typeof EmergencyStop>): Promise<Gives<typeof EmergencyStop>> {
    return this.instruments.emergencyStop(actor);
  }

  @Handles(ListInstruments)
  async listInstruments(ask: Asks<typeof ListInstruments>): Promise<Gives<typeof ListInstruments>> {
    return this.instruments.listInstruments(ask);
  }

  @Handles(ListCommands)
  listCommands(ask: Asks<typeof ListCommands>): Promise<Gives<typeof ListCommands>> {
    return this.instruments.listCommands(ask);
  }
}
