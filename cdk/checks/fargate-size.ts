import type { Misuse } from './misuse';

/**
 * MiB that a Fargate task may have with so many CPU units: from, to, in steps of.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
 */
const SIZES: ReadonlyMap<number, { from: number; to: number; step: number }> = new Map([
  [256, { from: 512, to: 2_048, step: 512 }],
  [512, { from: 1_024, to: 4_096, step: 1_024 }],
  [1_024, { from: 2_048, to: 8_192, step: 1_024 }],
  [2_048, { from: 4_096, to: 16_384, step: 1_024 }],
  [4_096, { from: 8_192, to: 30_720, step: 1_024 }],
  [8_192, { from: 16_384, to: 61_440, step: 4_096 }],
  [16_384, { from: 32_768, to: 122_880, step: 8_192 }],
]);

/** The one step that is left out: 1.5 GiB with a quarter of a CPU. */
const NOT_THERE = { cpu: 256, memoryMiB: 1_536 };

/** Does Fargate have tasks of this size? CloudFormation would say so only in the middle of a deployment. */
export function fargateSizeMisuse(cpu: number, memoryMiB: number): Misuse[] {
  const size = SIZES.get(cpu);
  if (!size) {
    return [
      {
        code: 'CDK_FARGATE_SIZE',
        what: `cpu is ${cpu}, which no Fargate task has.`,
        fix: `Take one of ${[...SIZES.keys()].join(', ')}.`,
      },
    ];
  }
  const { from, to, step } = size;
  const inSteps = memoryMiB >= from && memoryMiB <= to && (memoryMiB - from) % step === 0;
  if (inSteps && !(cpu === NOT_THERE.cpu && memoryMiB === NOT_THERE.memoryMiB)) return [];
  return [
    {
      code: 'CDK_FARGATE_SIZE',
      what: `A Fargate task with ${cpu} CPU units cannot have ${memoryMiB} MiB of memory.`,
      fix: cpu === NOT_THERE.cpu ? 'Take 512, 1024 or 2048.' : `Take ${from} to ${to} in steps of ${step}.`,
    },
  ];
}
