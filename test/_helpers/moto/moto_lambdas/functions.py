"""Lambda functions as Node processes, with the zip and the environment that were deployed."""

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile

from moto.awslambda import models as awslambda
from moto.iam.models import iam_backends

from .events import note
from .flat import flat

ENDPOINT = f"http://127.0.0.1:{sys.argv[1]}"
RUN_FUNCTION = os.path.join(os.path.dirname(os.path.abspath(sys.argv[0])), "run-function.cjs")


def note_role(function):
    """Records what the function may do, with each Ref and Fn::Join resolved, because moto itself checks no permissions."""
    role = iam_backends[function.account_id]["aws"].get_role_by_arn(function.role)
    # A policy from a template is a map, one from a call is text.
    documents = [json.loads(each) if isinstance(each, str) else flat(each) for each in role.policies.values()]
    statements = [statement for document in documents for statement in document["Statement"]]
    attached = [policy.arn for policy in role.managed_policies.values()]
    note("role", function=function.function_name, arn=function.function_arn, statements=statements, attached=attached)


def invoke(self, event=None):
    """Replaces LambdaFunction._invoke_lambda. Returns the answer as JSON, whether it failed, and the logs."""
    note_role(self)
    # In the server's folder, which is removed with it.
    folder = tempfile.mkdtemp(prefix="function-", dir=os.getcwd())
    zipfile.ZipFile(io.BytesIO(self.code_bytes)).extractall(folder)
    answer_file = os.path.join(folder, ".answer.json")
    variables = {key: str(value) for key, value in flat(self.environment_vars).items()}
    env = {
        "PATH": os.environ["PATH"],
        **variables,
        "AWS_REGION": self.region,
        # The key id identifies the caller. moto itself checks no permissions.
        "AWS_ACCESS_KEY_ID": self.function_name,
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL": ENDPOINT,
        "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED": "true",
        "AWS_LAMBDA_FUNCTION_NAME": self.function_name,
    }
    try:
        ended = subprocess.run(
            ["node", RUN_FUNCTION, folder, self.handler, answer_file, str(self.timeout)],
            input=event if isinstance(event, str) else json.dumps(event or {}),
            cwd=folder,
            env=env,
            capture_output=True,
            text=True,
            timeout=int(self.timeout),
        )
        with open(answer_file) as file:
            answer = file.read()
        failed, logs = ended.returncode != 0, ended.stdout + ended.stderr
    except (subprocess.TimeoutExpired, FileNotFoundError) as error:
        answer, failed, logs = json.dumps({"errorMessage": repr(error)}), True, repr(error)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    note("invoked", function=self.function_name, failed=failed, answer=answer[:500], logs=logs[-2000:])
    return answer, failed, logs


awslambda.LambdaFunction._invoke_lambda = invoke
