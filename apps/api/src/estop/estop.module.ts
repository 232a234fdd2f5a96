import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { EstopController } from './estop.controller';
import { EstopService } from './estop.service';

@Module({ imports: [AccessModule], controllers: [EstopController], providers: [EstopService], exports: [EstopService] })
export class EstopModule {}
