import { asEncoded, type Encoded } from './encoded';
import { printable, withoutMarks } from './printable';

/** A workflow command of GitHub Actions. */
export interface WorkflowCommand {
  name: 'error' | 'warning' | 'notice';
  properties: Readonly<Record<'file' | 'line' | 'col' | 'title', string>>;
  message: string;
}

/**
 * Workflow commands, one per line. A text in them cannot end its command or begin another one.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function workflowCommands(commands: readonly WorkflowCommand[]): Encoded {
  return asEncoded(commands.map((command) => `${formatted(command)}\n`).join(''));
}

function formatted({ name, properties, message }: WorkflowCommand): string {
  const texts = Object.entries(properties).map(([key, value]) => `${key}=${escapedProperty(value)}`);
  return `::${name} ${texts.join(',')}::${escaped(message)}`;
}

/** A line end would end the command, and a percent sign would start an escape. */
function escaped(text: string): string {
  return withoutMarks(printable(text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')));
}

function escapedProperty(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
