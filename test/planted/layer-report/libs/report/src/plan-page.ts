import * as protocol from '@labwright/protocol';

export const beside = protocol;
