"""A fake of MSK's GetBootstrapBrokers, which moto lacks. It returns what a test has stored.

To store a response, PUT a JSON object such as {"bootstrapBrokerString": "127.0.0.1:9092"} to the path of the call; GET
then returns it. On the wire, the names begin in lower case. As in MSK, a cluster that was not stored is not found.
"""

import json
import re
from urllib.parse import unquote

CALL = re.compile(r"^/v1/clusters/(arn:.+)/bootstrap-brokers$")
answers = {}


def cluster_of(path):
    """The ARN of the requested cluster, or None for a different call."""
    # The server has already decoded the path once. This also handles clients that encode twice.
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
