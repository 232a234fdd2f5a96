import { Module } from '@nestjs/common';
import { OpenApiStore } from './openapi-store';
import { OpenApiController } from './openapi.controller';

@Module({ controllers: [OpenApiController], providers: [OpenApiStore] })
export class OpenApiModule {}
