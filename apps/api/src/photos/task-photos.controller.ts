import { LabError } from '@labwright/domain';
import { PhotoType, askPhotoCheck, storePhoto, type Principal } from '@labwright/execution';
import { Database, readTask } from '@labwright/persistence';
import { Body, Controller, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Caller, actingOf } from '../access/caller';
import type { SentBytes } from '../http/body-reader';
import { UuidSchema } from '../http/field.schema';
import { Operation } from '../openapi/operation';
import { PhotoChecker } from './photo-checker';
import { PhotoCheckSchema, TaskPhotoQuerySchema, type TaskPhotoQuery } from './photo.schema';

const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

@ApiTags('photos')
@Controller('v1/tasks')
export class TaskPhotosController {
  constructor(
    private readonly database: Database,
    private readonly checker: PhotoChecker,
  ) {}

  @Post(':id/photos')
  @ApiConsumes(...Object.values(PhotoType))
  @ApiBody({ required: true, description: 'the bytes of the photo, at most 10 MiB', schema: { type: 'string', format: 'binary' } })
  @ApiResponse({ status: 413, description: 'The photo is larger than 10 MiB', content: PROBLEM })
  @Operation({
    summary: 'Keeps a photo for a task, and has the model look at it',
    description:
      'The answer comes at once, mostly before the check: GET /v1/tasks/{id} has what came of it. The task is completed by a person, with the hash ' +
      'of the photo as evidence; nothing waits for the check.',
    status: 201,
    answers: PhotoCheckSchema,
    body: 'photo',
  })
  async addTaskPhoto(
    @Param('id', { schema: UuidSchema }) id: string,
    @Query({ schema: TaskPhotoQuerySchema }) { evidence }: TaskPhotoQuery,
    @Body() { bytes, mediaType }: SentBytes<PhotoType>,
    @Caller() caller: Principal,
  ): Promise<z.input<typeof PhotoCheckSchema>> {
    const [photo, wanted] = await this.database.transaction(async (tx) => {
      const { sha256 } = await storePhoto(tx, bytes, mediaType, actingOf(caller));
      return [sha256, await askPhotoCheck(tx, id, evidence ?? null, sha256, actingOf(caller))] as const;
    });
    this.checker.kick();
    const task = await readTask(this.database, id);
    const check = task?.photos.find((each) => each.photo === photo && each.evidence === wanted);
    if (!check) throw new LabError('INTERNAL', `the check of the photo ${photo} is not there`, { where: 'photos/task-photos' });
    return { ...check, observations: [...check.observations] };
  }
}
