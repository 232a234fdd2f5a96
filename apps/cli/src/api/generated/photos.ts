// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
import type { PhotoCheck } from './schemas';
export interface Photo {
  sha256: string;
  mediaType: 'image/jpeg' | 'image/png' | 'image/webp';
  size: number;
}
export interface PhotosOperations {
  /** POST /v1/photos: Keeps a photo, to be named as evidence by its hash. What its camera wrote into it is taken out first: hash and size are of what is kept, and the same photo again gives the same answer. Also for evidence of a task, but POST /v1/tasks/{id}/photos has it checked. Scope: bench:write. Roles: technician. */
  uploadPhoto: { body: Uint8Array; type: 'image/jpeg' | 'image/png' | 'image/webp'; answer: Photo };
  /** GET /v1/photos/{hash}: Gives a photo by the SHA-256 of its bytes. Scope: photos:read. Roles: scientist, technician, reviewer, biosafety_officer. */
  getPhoto: { path: { hash: string }; answer: Uint8Array };
  /** POST /v1/tasks/{id}/photos: Keeps a photo for a task, and has the model look at it. The answer comes at once, mostly before the check: GET /v1/tasks/{id} has what came of it. The task is completed by a person, with the hash of the photo as evidence; nothing waits for the check. Scope: bench:write. Roles: technician. */
  addTaskPhoto: {
    path: { id: string };
    query?: { evidence?: string | undefined };
    body: Uint8Array;
    type: 'image/jpeg' | 'image/png' | 'image/webp';
    answer: PhotoCheck;
  };
}
