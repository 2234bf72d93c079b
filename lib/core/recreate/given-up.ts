import { type Reason, reason } from '../vocabulary/reasons';
import type { RecreateQuestion } from './recreate-types';

/** What is said when a recreate ends without having done what it was for. */
export function givenUp({ operation }: Pick<RecreateQuestion, 'operation'>, text: string): Reason[] {
  switch (operation.purpose) {
    case 'flip':
      return [reason('FLIP_GIVEN_UP', text)];
    case 'rewind':
    case 'skip':
      return [reason('REQUEST_FAILED', `${operation.purpose}: ${text}`)];
    case 'repair':
      return operation.move ? [reason('REQUEST_FAILED', `repair: ${text}`)] : [];
    case 'rearm':
    case 'restart':
      return [];
  }
}
