import { askMoto } from './request';

/** What a deployed schedule would call. moto never runs schedules. */
export interface ScheduledCall {
  functionArn: string;
  event: object;
  /** `rate(1 minute)` */
  every: string;
}

/** @param endpoint of moto */
export async function scheduledCalls(endpoint: string): Promise<ScheduledCall[]> {
  const list = JSON.parse(await askMoto(endpoint, 'scheduler', { path: '/schedules' })) as {
    Schedules: { Name: string }[];
  };
  return Promise.all(
    list.Schedules.map(async ({ Name }) => {
      const text = await askMoto(endpoint, 'scheduler', { path: `/schedules/${Name}` });
      const { ScheduleExpression, Target } = JSON.parse(text) as {
        ScheduleExpression: string;
        Target: { Arn: string; Input: string };
      };
      return {
        functionArn: Target.Arn,
        event: JSON.parse(Target.Input) as object,
        every: ScheduleExpression,
      };
    }),
  );
}
