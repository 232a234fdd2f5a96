import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LabError } from '@labwright/domain';
import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { DOCS_PAGE, DOCS_SCRIPT } from './docs-page';
import { Operation } from './operation';

/** Files of swagger-ui-dist that the page uses, and nothing else of it; the package is part of the installation, so nothing comes from outside. */
const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const;
const SCRIPT = 'reader.js';
const DAY_S = 86_400;
/** Only from here, no inline script, no frame; Swagger UI sets styles of elements while it draws, and its icons are data URLs. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const AssetSchema = z.string().min(1).max(64);

/** A reader of the OpenAPI document for browsers. It works without any network but the way to the API. */
@ApiTags('openapi')
@Controller('docs')
export class DocsController {
  @Get()
  @ApiProduces('text/html')
  @ApiResponse({ status: 200, description: 'A page', content: { 'text/html': { schema: { type: 'string' }, example: DOCS_PAGE } } })
  @Operation({
    summary: 'Shows the OpenAPI document in a browser',
    description: 'Every file of the page comes from this API. Requests may be tried with a key; they are real.',
    answers: null,
  })
  readDocs(@Res() response: Response): void {
    response.set({ 'Content-Security-Policy': POLICY, 'Cache-Control': 'no-cache' }).type('text/html; charset=utf-8').send(DOCS_PAGE);
  }

  @Get(':asset')
  @ApiProduces('text/javascript', 'text/css', 'image/png')
  @ApiResponse({
    status: 200,
    description: 'A file of the page',
    content: {
      'text/javascript': { schema: { type: 'string' }, example: DOCS_SCRIPT },
      'text/css': { schema: { type: 'string' }, example: '.swagger-ui { font-family: sans-serif }' },
      'image/png': { schema: { type: 'string', format: 'binary' }, example: '(the bytes of the picture)' },
    },
  })
  @Operation({ summary: 'Gives a file of the reader', answers: null })
  async getDocsAsset(@Param('asset', { schema: AssetSchema }) asset: string, @Res() response: Response): Promise<void> {
    if (asset === SCRIPT) return void response.set('Cache-Control', 'no-cache').type('text/javascript; charset=utf-8').send(DOCS_SCRIPT);
    const file = FILES.find((each) => each === asset);
    if (file === undefined) {
      const message = `the reader has no file "${asset}"; it has ${[SCRIPT, ...FILES].join(', ')}`;
      throw new LabError('NOT_FOUND', message, { kind: 'file', id: asset });
    }
    response
      .set('Cache-Control', `public, max-age=${DAY_S}`)
      .type(file)
      .send(await readFile(path.join(distribution(), file)));
  }
}

/** Folder of the package. Looked up at the first use: an installation without it still has an API. */
function distribution(): string {
  return path.dirname(require.resolve('swagger-ui-dist/package.json'));
}
