import { createHash } from 'node:crypto';
import { LabError } from '@labwright/domain';
import { recordEvents, type Tx } from '@labwright/persistence';
import { faultAt, type CheckedEvidence, type EvidenceFault } from './evidence';
import { imageHeader, otherFile, type ImageHeader, type PhotoType } from './image-header';
import { stripImage } from './strip-image';

/** Largest photo: 10 MiB, which is more than what telephones make. */
export const MAX_PHOTO_BYTES = 10 * 1024 * 1024;
/** Pixels of a photo, and of a side; a small file may unpack to any number. */
const MAX_PIXELS = 64_000_000;
const MAX_SIDE = 20_000;

export interface StoredPhoto {
  readonly sha256: string;
  readonly mediaType: PhotoType;
  /** Bytes. */
  readonly size: number;
}

/**
 * Keeps a photo under the SHA-256 of its bytes, once. What it is is read from the bytes; `claimed` has to be the same. What its camera wrote into
 * it is taken out first, so that hash and size are of what is kept, and the same photo comes to the same hash.
 * @throws LabError INPUT_INVALID, INPUT_TOO_LARGE
 */
export async function storePhoto(
  tx: Tx,
  bytes: Buffer,
  claimed: string,
  by: { readonly principalId: string; readonly actor: string },
): Promise<StoredPhoto> {
  const { mediaType, width, height } = mustBePhoto(bytes, claimed);
  const kept = stripImage(bytes, mediaType);
  if (kept === null) throw invalid(`the ${mediaType} is damaged: it cannot be read to its end; send it again, as it was taken`);
  const photo = { sha256: createHash('sha256').update(kept).digest('hex'), mediaType, size: kept.length };
  const [made] = await tx.query<{ sha256: string }>(
    `insert into lab.photos (sha256, media_type, bytes, size, width, height, uploaded_by) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (sha256) do nothing returning sha256`,
    [photo.sha256, mediaType, kept, photo.size, width, height, by.principalId],
  );
  if (made) await recordEvents(tx, [{ type: 'photo.uploaded', actor: by.actor, data: { ...photo, width, height } }]);
  return photo;
}

function mustBePhoto(bytes: Buffer, claimed: string): ImageHeader {
  if (bytes.length > MAX_PHOTO_BYTES) {
    throw new LabError('INPUT_TOO_LARGE', `the photo has ${bytes.length} bytes; the limit is ${MAX_PHOTO_BYTES} bytes (10 MiB)`, {
      limitBytes: MAX_PHOTO_BYTES,
    });
  }
  if (bytes.length === 0) throw invalid('the body is empty; send the bytes of the photo');
  const header = imageHeader(bytes);
  if (!header) {
    const is = otherFile(bytes);
    throw invalid(
      `the body came as ${claimed} and ${is === null ? 'begins like no JPEG, PNG or WebP' : `is ${is}`}; send a JPEG, PNG or WebP`,
    );
  }
  const { mediaType, width, height } = header;
  if (mediaType !== claimed)
    throw invalid(`the body came as ${claimed} and is ${mediaType}; send the photo as it was taken, under its own type`);
  if (width === null || height === null)
    throw invalid(`the ${mediaType} does not say how many pixels it has; send the photo as it was taken`);
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS)
    throw invalid(
      `the photo has ${width} x ${height} pixels; at most ${MAX_SIDE} a side and ${MAX_PIXELS / 1e6} million are taken; make it smaller`,
    );
  return header;
}

function invalid(message: string): LabError<'INPUT_INVALID'> {
  return new LabError('INPUT_INVALID', message, { path: '' });
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
