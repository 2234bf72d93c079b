export { checkComponent, writtenAt } from './check-component';
export { checkConfig } from './check-config';
export { keepsValue, type Move, movedValue, withMovedValues } from './moved-values';
export type { Problem, ProblemKind } from './problem';
