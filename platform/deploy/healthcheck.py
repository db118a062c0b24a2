"""Ask the web server in this container whether it is well, as nginx would: the public host name, over https."""

import os
import sys
import urllib.request

host = os.environ["ALLOWED_HOSTS"].split(",")[0].lstrip(".")
request = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310 - our own http address
    sys.exit(0 if answer.status == 200 else 1)
