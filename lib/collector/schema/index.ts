export { type ComponentToCheck, checkComponent } from './check-component';
export { checkConfig } from './check-config';
export type { CheckOptions } from './check-options';
export type { Problem, ProblemKind, Refusal } from './problem';
