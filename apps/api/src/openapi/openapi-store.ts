import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';

/** The document, made once when every route is known. */
@Injectable()
export class OpenApiStore {
  document: OpenAPIObject | null = null;
}
