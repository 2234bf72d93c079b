export type { Encoded } from './encoded';
export { type WorkflowCommand, workflowCommands } from './github';
export { jsonLine, loggable } from './json';
export { question, textBlock, textLine, textLines, verbatim } from './text';
