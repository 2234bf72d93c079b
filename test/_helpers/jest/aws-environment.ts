import { CANARY } from '../canary/canary';

// Gives every test keys of no account, so that no test can reach a real one. The passwords are canaries: nothing that is
// written may contain one (canary-search.ts).
Object.assign(process.env, {
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: CANARY,
  SPILLWAY_KAFKA_PASSWORD: CANARY,
  AWS_REGION: 'eu-west-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  // Otherwise the SDK's notice about Node 20 would appear in the output of every test.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
});
delete process.env.AWS_PROFILE;
