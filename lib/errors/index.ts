export type { ErrorCode } from './catalog';
export { describeError, SpillwayError } from './spillway-error';
