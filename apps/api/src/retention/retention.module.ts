import { Module } from '@nestjs/common';
import { RetentionKeeper } from './retention-keeper';

@Module({ providers: [RetentionKeeper] })
export class RetentionModule {}
