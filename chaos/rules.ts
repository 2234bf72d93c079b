/** What is judged, from outside, by name. */
export const RULES = {
  'nothing-skipped':
    'no acknowledged span below a commit is missing at the backend in the end, unless an outside event took it away',
  'everything-read': 'no other acknowledged span is missing at the backend in the end',
  'latest-over-everything-covered': 'when `latest` is stored, every partition has a commit in its log',
  'stopped-with-a-debt':
    'desiredCount is 0 only with a debt in SSM, or because a person set it, or by the stop switch',
  'stopped-within-the-bound':
    'a stop of Spillway is over when two ticks that could act have ended after `maxPause`, and within 100 s more in any case',
  'useful-tasks': 'desiredCount is never above the useful number',
  'a-persons-number': 'a desiredCount that a person set stays until they hand scaling back',
  'config-of-people': 'the stored config is one that a person wrote, apart from `initial_offset`',
  'coded-errors': 'a tick that fails names a code',
  'comes-to-rest':
    'after the last fault all tasks run, the group is Stable, everything is committed, and nothing is in progress',
} as const;

export interface Violation {
  rule: keyof typeof RULES;
  what: string;
}
