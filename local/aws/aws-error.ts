/** An error as the JSON 1.1 protocol of AWS carries it; `name` is what the SDK's exception is called. */
export class AwsError extends Error {
  constructor(
    name: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = name;
  }
}

/** What ECS and SSM say of a parameter that cannot be. */
export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
