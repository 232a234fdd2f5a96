import { Module } from '@nestjs/common';
import { AnchorKeeper } from './anchor-keeper';
import { AuditController } from './audit.controller';

@Module({ controllers: [AuditController], providers: [AnchorKeeper] })
export class AuditModule {}
