import { Module } from '@nestjs/common';
import { ProtocolReadingController } from './protocol-reading.controller';
import { ProtocolsController } from './protocols.controller';

@Module({ controllers: [ProtocolsController, ProtocolReadingController] })
export class ProtocolsModule {}
