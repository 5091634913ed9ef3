"""AWS SAM's own local API Gateway, `sam local start-api`, with functions that run elsewhere than in Docker.

python3 sam.py API INVOKE: `rest` or `http`, and the URL that an event is sent to. Prints its own.
"""

import json
import sys
import urllib.request

from samcli.lib.providers.provider import Api
from samcli.local.apigw.local_apigw_service import LocalApigwService
from samcli.local.apigw.route import Route
from werkzeug.serving import make_server

kind, invoke = sys.argv[1:]


class Runner:
    def is_debugging(self):
        return False

    def invoke(self, function_name, event, stdout, stderr=None, tenant_id=None):
        with urllib.request.urlopen(urllib.request.Request(invoke, event.encode())) as answer:
            stdout.write_str(answer.read().decode())


event_type = Route.API if kind == "rest" else Route.HTTP
api = Api([Route("hooks", "/{proxy+}", ["ANY"], event_type)])
api.binary_media_types_set = {"*/*"}
api.stage_name = "Prod" if kind == "rest" else "$default"
service = LocalApigwService(api, Runner(), port=3000, host="127.0.0.1")
service.create()
server = make_server("127.0.0.1", 0, service._app, threaded=True)
print(f"SAM http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
