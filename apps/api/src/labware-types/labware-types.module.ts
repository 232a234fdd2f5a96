import { Module } from '@nestjs/common';
import { LabwareTypesController } from './labware-types.controller';

@Module({ controllers: [LabwareTypesController] })
export class LabwareTypesModule {}
