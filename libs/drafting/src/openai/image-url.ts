import type { ModelImage } from '../model-port';

/** A photo as a data URL. */
export function dataUrl({ mediaType, bytes }: ModelImage): string {
  return `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`;
}
