/** An error of the AWS JSON 1.1 protocol. `name` is the name of the exception in the SDK. */
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

/** The error that ECS and SSM return for an invalid parameter. */
export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
