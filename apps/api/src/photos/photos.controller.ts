import { LabError } from '@labwright/domain';
import { PhotoType, storePhoto, type Principal, type StoredPhoto } from '@labwright/execution';
import { Database, readPhoto } from '@labwright/persistence';
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Caller, actingOf } from '../access/caller';
import type { SentBytes } from '../http/body-reader';
import { HashSchema } from '../http/field.schema';
import { Operation } from '../openapi/operation';
import { PhotoSchema } from './photo.schema';

const TYPES = Object.values(PhotoType);
const BYTES = { type: 'string', format: 'binary' } as const;
const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

@ApiTags('photos')
@Controller('v1/photos')
export class PhotosController {
  constructor(private readonly database: Database) {}

  @Post()
  @ApiConsumes(...TYPES)
  @ApiBody({ required: true, description: 'the bytes of the photo, at most 10 MiB', schema: BYTES })
  @ApiResponse({ status: 413, description: 'The photo is larger than 10 MiB', content: PROBLEM })
  @Operation({
    summary: 'Keeps a photo, to be named as evidence by its hash',
    description:
      'What its camera wrote into it is taken out first: hash and size are of what is kept, and the same photo again gives the same answer. Also ' +
      'for evidence of a task, but POST /v1/tasks/{id}/photos has it checked.',
    status: 201,
    answers: PhotoSchema,
    body: 'photo',
  })
  uploadPhoto(@Body() { bytes, mediaType }: SentBytes<PhotoType>, @Caller() caller: Principal): Promise<StoredPhoto> {
    return this.database.transaction((tx) => storePhoto(tx, bytes, mediaType, actingOf(caller)));
  }

  @Get(':hash')
  @ApiProduces(...TYPES)
  @ApiResponse({ status: 200, description: 'The bytes that were kept', schema: BYTES })
  @Operation({ summary: 'Gives a photo by the SHA-256 of its bytes', answers: null })
  async getPhoto(@Param('hash', { schema: HashSchema }) hash: string, @Res() response: Response): Promise<void> {
    const photo = await readPhoto(this.database, hash);
    if (!photo) throw new LabError('NOT_FOUND', `there is no photo ${hash}; the tasks of a run name theirs`, { kind: 'photo', id: hash });
    response.set({
      'Content-Type': photo.mediaType,
      'Content-Disposition': 'inline',
      'X-Content-Type-Options': 'nosniff',
      // The bytes under a hash never change; private, because a key is needed.
      'Cache-Control': 'private, max-age=31536000, immutable',
    });
    response.send(photo.bytes);
  }
}
