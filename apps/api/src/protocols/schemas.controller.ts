import { draftJsonSchema, protocolJsonSchema } from '@labwright/protocol';
import { sitePolicyJsonSchema } from '@labwright/safety';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { JsonObjectSchema } from '../http/field.schema';
import { Operation } from '../openapi/operation';
import { Revalidated, tagged } from '../openapi/revalidation';

type JsonSchema = Readonly<Record<string, unknown>>;

/** Seconds for which an editor need not ask again. A schema changes with the program only. */
const FRESH_S = 3_600;
const MEDIA_TYPE = 'application/schema+json';

/** What protocols and drafts look like, for editors and for programs that write them. Open to everybody: editors have no key. */
@ApiTags('protocols')
@Controller('v1/schemas')
export class SchemasController {
  @Get('protocol')
  @Revalidated()
  @ApiProduces(MEDIA_TYPE)
  @Operation({
    summary: 'Gives the JSON Schema of protocols',
    description:
      'Draft 2020-12, for editors and for programs that write protocols. POST /v1/protocols/validate finds what a schema cannot.',
    answers: JsonObjectSchema,
  })
  getProtocolSchema(@Res({ passthrough: true }) response: Response): JsonSchema {
    return published(response, protocolJsonSchema());
  }

  @Get('draft')
  @Revalidated()
  @ApiProduces(MEDIA_TYPE)
  @Operation({
    summary: 'Gives the JSON Schema of drafts, for models',
    description:
      'The language of protocols within the strict subset of JSON Schema that model endpoints take: every field is there and absence is null, records are lists of entries, and steps in steps name the step around them.',
    answers: JsonObjectSchema,
  })
  getDraftSchema(@Res({ passthrough: true }) response: Response): JsonSchema {
    return published(response, draftJsonSchema());
  }

  @Get('policy')
  @Revalidated()
  @ApiProduces(MEDIA_TYPE)
  @Operation({
    summary: 'Gives the JSON Schema of site policies',
    description: 'For editors. GET /v1/policy shows the policy in force.',
    answers: JsonObjectSchema,
  })
  getPolicySchema(@Res({ passthrough: true }) response: Response): JsonSchema {
    return published(response, sitePolicyJsonSchema());
  }
}

function published(response: Response, schema: JsonSchema): JsonSchema {
  tagged(response, schema);
  response.type(MEDIA_TYPE).set('Cache-Control', `public, max-age=${FRESH_S}`);
  return schema;
}
