import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { SessionsController } from './sessions.controller';

@Module({ imports: [AccessModule], controllers: [SessionsController] })
export class SessionsModule {}
