import { suite } from '../../kit/src/conformance';

export const suites = [suite];
