import { initialRun } from '../../../libs/domain/src/index';

export const first = initialRun;
