/** The sections of docs/errors.md, in order. `intro` is a sentence below the heading. */
export const ERROR_AREAS = {
  spec: { title: 'Spec and environment' },
  command: { title: 'Commands and events' },
  kafka: { title: 'Kafka' },
  aws: { title: 'SSM, ECS, Secrets Manager, MSK' },
  function: {
    title: 'Calls to the deployed function',
    intro: 'With `--function`, an error of the function keeps its own code. These codes are about the call.',
  },
  config: { title: 'Live config and state' },
  deploy: { title: 'Synth and deployment' },
  'custom-resource': {
    title: 'Custom resources',
    intro:
      "CloudFormation shows the text as the reason of the failed resource. It is also in the function's log.",
  },
  rendering: { title: 'Rendering' },
  linting: { title: 'Linting', intro: 'The exit code is 2. Exit code 1 means that there are findings.' },
  'embedded-world': {
    title: 'The embedded world',
    intro: 'Only `npm start` and the tests raise these errors.',
  },
} as const satisfies Record<string, { title: string; intro?: string }>;
export type ErrorArea = keyof typeof ERROR_AREAS;

/**
 * The documentation of one error code, as docs/errors.md and `spillway explain` show it. Plain text, with code in
 * backticks.
 */
export interface ErrorEntry {
  area: ErrorArea;
  /** What happened. The first sentence is the title in lists. */
  meaning: string;
  whatToDo: string;
  /** The version that introduced the code. @default 0.1.0 */
  since?: string;
}
