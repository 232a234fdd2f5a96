import { Controller, Get } from '@nestjs/common';
import { ApiTags, type OpenAPIObject } from '@nestjs/swagger';
import { JsonObjectSchema } from '../http/field.schema';
import { OpenApiStore } from './openapi-store';
import { Operation } from './operation';

@ApiTags('openapi')
@Controller('v1')
export class OpenApiController {
  constructor(private readonly store: OpenApiStore) {}

  @Get('openapi.json')
  @Operation({ summary: 'Gives this document', answers: JsonObjectSchema })
  getOpenApi(): OpenAPIObject | null {
    return this.store.document;
  }
}
