import { PhotoType } from './image-header';
import { stripJpeg } from './strip-jpeg';
import { stripPng } from './strip-png';
import { stripWebp } from './strip-webp';

/**
 * A photo without what its camera and programs wrote into it: places, times, names, serial numbers, thumbnails, comments. The pixels are the same
 * bytes. What was stripped once comes out as it goes in. Null when it cannot be read to its end.
 */
export function stripImage(bytes: Buffer, mediaType: PhotoType): Buffer | null {
  switch (mediaType) {
    case 'image/jpeg':
      return stripJpeg(bytes);
    case 'image/png':
      return stripPng(bytes);
    case 'image/webp':
      return stripWebp(bytes);
  }
}
