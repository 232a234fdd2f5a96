import type { AskedImage } from './asked';

const DATA_URL = /^data:(image\/[a-z+]+);base64,([A-Za-z0-9+/=]+)$/;

/** The image of a data URL; of any other address no bytes, because a simulated model fetches nothing. */
export function imageOf(url: string): AskedImage {
  const [, mediaType = '', base64 = ''] = DATA_URL.exec(url) ?? [];
  return { mediaType, bytes: Buffer.from(base64, 'base64') };
}
