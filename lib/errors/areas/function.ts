import type { ErrorEntry } from '../error-entry';

/** Errors of calls from the command line to the deployed Lambda function. */
export const FUNCTION_ERRORS = {
  LAMBDA_BUSY: {
    area: 'function',
    meaning:
      'The function was busy with a tick for 30 s: its concurrency was used up. The command was not carried out; the exit code is 4.',
    whatToDo: 'Try again in a minute.',
  },
  LAMBDA_FUNCTION_MISSING: {
    area: 'function',
    meaning: 'The Lambda function does not exist.',
    whatToDo: 'Check `--function`, the region and the account.',
  },
  LAMBDA_FUNCTION_FAILED: {
    area: 'function',
    meaning:
      'The function timed out, crashed, or failed without a code of Spillway. **It may have done part of its work.**',
    whatToDo: 'Read its log. `spillway status` shows what is in progress, and the next tick continues it.',
  },
  LAMBDA_ANSWER_UNREADABLE: {
    area: 'function',
    meaning: 'The function answered with something that is not a Spillway report.',
    whatToDo: 'Pass the controller in `--function`, and use the command line of the same version.',
  },
  LAMBDA_UNREACHABLE: {
    area: 'function',
    meaning: 'Lambda did not answer, or the call could not be sent.',
    whatToDo: 'Check the network, `AWS_ENDPOINT_URL` and the region.',
  },
  LAMBDA_ACCESS_DENIED: {
    area: 'function',
    meaning: 'The credentials do not allow `lambda:InvokeFunction` on the function.',
    whatToDo: 'Allow `lambda:InvokeFunction`: docs/operations.md#permissions.',
  },
  LAMBDA_REQUEST_FAILED: {
    area: 'function',
    meaning: 'Lambda rejected the call for another reason.',
    whatToDo: 'Read the exception that the message names.',
  },
} as const satisfies Record<string, ErrorEntry>;
