export { checkComponent } from './check-component';
export { checkConfig } from './check-config';
export type { Problem, ProblemKind } from './problem';
