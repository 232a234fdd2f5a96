export const suite = 'conformance';
