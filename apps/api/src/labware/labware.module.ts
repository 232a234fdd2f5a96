import { Module } from '@nestjs/common';
import { LabwareController } from './labware.controller';

@Module({ controllers: [LabwareController] })
export class LabwareModule {}
