import * as domain from '@labwright/domain';

export const early = domain;
