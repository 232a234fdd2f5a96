import { initialRun } from '../../../libs/domain/src/run.machine';

export const first = initialRun;
