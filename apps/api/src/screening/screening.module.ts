import { Module } from '@nestjs/common';
import { ScreeningController } from './screening.controller';

@Module({ controllers: [ScreeningController] })
export class ScreeningModule {}
