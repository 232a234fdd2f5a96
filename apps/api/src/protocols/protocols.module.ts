import { Module } from '@nestjs/common';
import { ProtocolReadingController } from './protocol-reading.controller';
import { ProtocolsController } from './protocols.controller';
import { SchemasController } from './schemas.controller';

@Module({ controllers: [ProtocolsController, ProtocolReadingController, SchemasController] })
export class ProtocolsModule {}
