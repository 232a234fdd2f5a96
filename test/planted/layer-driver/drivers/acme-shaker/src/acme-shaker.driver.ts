import * as labware from '@labwright/labware';

export const plates = labware;
