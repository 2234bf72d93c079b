import type { SynthError } from './synth-error';

/**
 * Memory sizes in MiB that Fargate offers for each number of CPU units.
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

/** The one exception to the steps: 1.5 GiB with a quarter of a CPU. */
const NOT_OFFERED = { cpu: 256, memoryMiB: 1_536 };

/** Checks that Fargate offers this task size. CloudFormation would fail only in the middle of a deployment. */
export function checkFargateSize(cpu: number, memoryMiB: number): SynthError[] {
  const size = SIZES.get(cpu);
  if (!size) {
    return [
      {
        code: 'CDK_FARGATE_SIZE',
        message: `cpu is ${cpu}, which Fargate does not offer.`,
        whatToDo: `Use one of ${[...SIZES.keys()].join(', ')}.`,
      },
    ];
  }
  const { from, to, step } = size;
  const inSteps = memoryMiB >= from && memoryMiB <= to && (memoryMiB - from) % step === 0;
  if (inSteps && !(cpu === NOT_OFFERED.cpu && memoryMiB === NOT_OFFERED.memoryMiB)) return [];
  return [
    {
      code: 'CDK_FARGATE_SIZE',
      message: `Fargate does not offer ${memoryMiB} MiB of memory with ${cpu} CPU units.`,
      whatToDo:
        cpu === NOT_OFFERED.cpu
          ? 'Use 512, 1024 or 2048 MiB.'
          : `Use ${from} to ${to} MiB in steps of ${step} MiB.`,
    },
  ];
}
