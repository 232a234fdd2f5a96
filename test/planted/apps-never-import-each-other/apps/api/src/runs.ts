import { claim } from '../../dispatcher/src/claim';

export const claims = [claim];
