import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access-guard';
import { RateLimits } from './rate-limits';
import { StopMemory } from './stop-memory';

/** Puts the guard before every route. */
@Module({ providers: [StopMemory, RateLimits, { provide: APP_GUARD, useClass: AccessGuard }], exports: [StopMemory, RateLimits] })
export class AccessModule {}
