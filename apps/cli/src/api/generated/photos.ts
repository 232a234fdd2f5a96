// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface Photo {
  sha256: string;
  mediaType: 'image/jpeg' | 'image/png';
  size: number;
}
export interface PhotosOperations {
  /** POST /v1/photos: Keeps a photo, to be named as evidence by its hash. The same photo again gives the same answer. Scope: bench:write. Roles: technician. */
  uploadPhoto: { body: Uint8Array; type: 'image/jpeg' | 'image/png'; answer: Photo };
  /** GET /v1/photos/{hash}: Gives a photo by the SHA-256 of its bytes. Scope: photos:read. Roles: scientist, technician, reviewer, biosafety_officer. */
  getPhoto: { path: { hash: string }; answer: Uint8Array };
}
