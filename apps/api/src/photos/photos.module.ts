import { Module } from '@nestjs/common';
import { PhotoChecker } from './photo-checker';
import { PhotosController } from './photos.controller';
import { TaskPhotosController } from './task-photos.controller';

@Module({ controllers: [PhotosController, TaskPhotosController], providers: [PhotoChecker] })
export class PhotosModule {}
