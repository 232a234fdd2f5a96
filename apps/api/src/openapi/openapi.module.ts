import { Module } from '@nestjs/common';
import { DocsController } from './docs.controller';
import { OpenApiStore } from './openapi-store';
import { OpenApiController } from './openapi.controller';

@Module({ controllers: [OpenApiController, DocsController], providers: [OpenApiStore] })
export class OpenApiModule {}
