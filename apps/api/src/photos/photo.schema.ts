import { PhotoType } from '@labwright/execution';
import { z } from 'zod';
import { HashSchema } from '../http/field.schema';

export const PhotoSchema = z
  .object({
    sha256: HashSchema.describe('of the bytes; the value of evidence of the kind photo'),
    mediaType: z.enum(PhotoType),
    size: z.number().int().describe('bytes'),
  })
  .meta({ id: 'Photo' });
