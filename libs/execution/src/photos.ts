import { createHash } from 'node:crypto';
import { LabError } from '@labwright/domain';
import { recordEvents, type Tx } from '@labwright/persistence';
import { faultAt, type CheckedEvidence, type EvidenceFault } from './evidence';
import { imageHeader, type PhotoType } from './image-header';

/** Largest photo: 10 MiB, which is more than what telephones make. */
export const MAX_PHOTO_BYTES = 10 * 1024 * 1024;

export interface StoredPhoto {
  readonly sha256: string;
  readonly mediaType: PhotoType;
  /** Bytes. */
  readonly size: number;
}

/**
 * Keeps a photo under the SHA-256 of its bytes, once. What it is is read from the bytes; `claimed` has to be the same.
 * @throws LabError INPUT_INVALID, INPUT_TOO_LARGE
 */
export async function storePhoto(
  tx: Tx,
  bytes: Buffer,
  claimed: string,
  by: { readonly principalId: string; readonly actor: string },
): Promise<StoredPhoto> {
  if (bytes.length > MAX_PHOTO_BYTES) {
    throw new LabError('INPUT_TOO_LARGE', `the photo has ${bytes.length} bytes; the limit is ${MAX_PHOTO_BYTES} bytes (10 MiB)`, {
      limitBytes: MAX_PHOTO_BYTES,
    });
  }
  if (bytes.length === 0) throw new LabError('INPUT_INVALID', 'the body is empty; send the bytes of the photo', { path: '' });
  const header = imageHeader(bytes);
  if (header?.mediaType !== claimed) {
    const is = header ? `is ${header.mediaType}` : 'begins like neither JPEG nor PNG';
    throw new LabError('INPUT_INVALID', `the body came as ${claimed} and ${is}; send the photo as it was taken, under its own type`, {
      path: '',
    });
  }
  const { mediaType, width, height } = header;
  const photo = { sha256: createHash('sha256').update(bytes).digest('hex'), mediaType, size: bytes.length };
  const [made] = await tx.query<{ sha256: string }>(
    `insert into lab.photos (sha256, media_type, bytes, size, width, height, uploaded_by) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (sha256) do nothing returning sha256`,
    [photo.sha256, mediaType, bytes, photo.size, width, height, by.principalId],
  );
  if (made) await recordEvents(tx, [{ type: 'photo.uploaded', actor: by.actor, data: { ...photo, width, height } }]);
  return photo;
}

/** Faults of evidence that names a photo which nobody has uploaded. */
export async function missingPhotos(tx: Tx, evidence: readonly CheckedEvidence[]): Promise<readonly EvidenceFault[]> {
  const items = evidence.filter((item) => item.kind === 'photo');
  if (items.length === 0) return [];
  const known = await tx.query<{ sha256: string }>(`select sha256 from lab.photos where sha256 = any($1)`, [
    items.map((item) => item.value),
  ]);
  return items
    .filter((item) => !known.some(({ sha256 }) => sha256 === item.value))
    .map((item) => faultAt(item.at, `"${item.id}" names no photo that is here; upload it first with POST /v1/photos`));
}
