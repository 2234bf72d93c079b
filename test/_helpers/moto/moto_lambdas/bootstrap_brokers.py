"""A fake of MSK's GetBootstrapBrokers, which moto has not: it answers what a test has put there.

The test's own broker stands in the answer. PUT a JSON object such as {"bootstrapBrokerString": "127.0.0.1:9092"} to
the path of the call itself, and GET answers it from then on: on the wire the names begin in lower case. A cluster that
nobody put there is not found, as in MSK.
"""

import json
import re
from urllib.parse import unquote

CALL = re.compile(r"^/v1/clusters/(arn:.+)/bootstrap-brokers$")
answers = {}


def cluster_of(path):
    """ARN of the cluster that is asked for, or None: another call."""
    # The server has decoded the path once; who encodes twice is understood too.
    found = CALL.match(unquote(path))
    return found.group(1) if found else None


def answer(environ, start_response):
    cluster = cluster_of(environ["PATH_INFO"])
    if environ["REQUEST_METHOD"] == "PUT":
        answers[cluster] = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    found = answers.get(cluster)
    problem = {"message": f"The fake of MSK has no cluster {cluster}.", "invalidParameter": "clusterArn"}
    headers = [("content-type", "application/json"), ("x-spillway-fake", "GetBootstrapBrokers")]
    if not found:
        headers.append(("x-amzn-errortype", "NotFoundException"))
    start_response("200 OK" if found else "404 Not Found", headers)
    return [json.dumps(found or problem).encode()]
