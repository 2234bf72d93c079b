export type { Encoded } from './encoded';
export { type WorkflowCommand, workflowCommands } from './github';
export { jsonLine } from './json';
export { question, textBlock, textLine, textLines, verbatim } from './text';
