"""The providers' own libraries of Python. Reads what is asked as JSON, and prints the answers: whether each message is
taken, or the headers that a library signs with."""

import base64
import contextlib
import json
import sys
from datetime import datetime, timezone
from urllib.parse import parse_qs

from commerce import COMMERCE
from platforms import PLATFORMS


def stripe_verify(ask, body):
    import stripe

    stripe.WebhookSignature.verify_header(body.decode(), ask["headers"]["stripe-signature"], ask["secret"], 300)
    return True


def stripe_sign(ask, body):
    import stripe

    seconds = ask["now"] // 1000
    signature = stripe.WebhookSignature._compute_signature(f"{seconds}.{body.decode()}", ask["secret"])
    return {"stripe-signature": f"t={seconds},v1={signature}"}


def slack_verifier(ask):
    from slack_sdk.signature import SignatureVerifier

    return SignatureVerifier(ask["secret"])


def slack_verify(ask, body):
    return slack_verifier(ask).is_valid_request(body, ask["headers"])


def slack_sign(ask, body):
    seconds = str(ask["now"] // 1000)
    signature = slack_verifier(ask).generate_signature(timestamp=seconds, body=body)
    return {"x-slack-signature": signature, "x-slack-request-timestamp": seconds}


def standard(module, prefix):
    def webhook(ask):
        return __import__(module, fromlist=["Webhook"]).Webhook(ask["secret"])

    def verify(ask, body):
        webhook(ask).verify(body, ask["headers"])
        return True

    def sign(ask, body):
        at = datetime.fromtimestamp(ask["now"] // 1000, tz=timezone.utc)
        return {
            f"{prefix}-id": "msg_1",
            f"{prefix}-timestamp": str(ask["now"] // 1000),
            f"{prefix}-signature": webhook(ask).sign("msg_1", at, body.decode()),
        }

    return verify, sign


def twilio_validator(ask, body):
    from twilio.request_validator import RequestValidator

    # As frameworks read a form: what is no UTF-8 is replaced.
    fields = parse_qs(body.decode(errors="replace"), keep_blank_values=True)
    return RequestValidator(ask["secret"]), {name: values[0] for name, values in fields.items()}


def twilio_verify(ask, body):
    validator, fields = twilio_validator(ask, body)
    return validator.validate(ask["url"], fields, ask["headers"]["x-twilio-signature"])


def twilio_sign(ask, body):
    validator, fields = twilio_validator(ask, body)
    return {"x-twilio-signature": validator.compute_signature(ask["url"], fields)}


def discord_verify(ask, body):
    # As Discord documents it for Python.
    from nacl.signing import VerifyKey

    signed = ask["headers"]["x-signature-timestamp"].encode() + body
    VerifyKey(bytes.fromhex(ask["secret"])).verify(signed, bytes.fromhex(ask["headers"]["x-signature-ed25519"]))
    return True


def airtable_verify(ask, body):
    from pyairtable.models import WebhookNotification

    header = ask["headers"]["x-airtable-content-mac"]
    return WebhookNotification.from_request(body.decode(), header, ask["secret"]) is not None


def boldsign_verify(ask, body):
    from boldsign.webhook_utility import WebhookUtility

    WebhookUtility.validate_signature(body.decode(), ask["headers"]["x-boldsign-signature"], ask["secret"])
    return True


def increase_verify(ask, body):
    from increase import Increase

    client = Increase(api_key="x")
    return client.events.unwrap(body.decode(), headers=ask["headers"], key=ask["secret"]) is not None


def dropbox_sign_verify(ask, body):
    from dropbox_sign import EventCallbackHelper, EventCallbackRequest

    # The part named json, as frameworks read a form.
    event = body.decode().split("\r\n\r\n")[1].split("\r\n--b")[0]
    return EventCallbackHelper.is_valid(ask["secret"], EventCallbackRequest.init(json.loads(event)))


def razorpay_verify(ask, body):
    import razorpay

    utility = razorpay.Client(auth=("x", "x")).utility
    utility.verify_webhook_signature(body.decode(), ask["headers"]["x-razorpay-signature"], ask["secret"])
    return True


def line_verify(ask, body):
    from linebot.v3.webhook import SignatureValidator

    return SignatureValidator(ask["secret"]).validate(body.decode(), ask["headers"]["x-line-signature"])


def pusher_verify(ask, body):
    from pusher import Pusher

    headers = ask["headers"]
    library = Pusher(app_id="1", key=headers["x-pusher-key"], secret=ask["secret"])
    return library.validate_webhook(headers["x-pusher-key"], headers["x-pusher-signature"], body) is not None


def gocardless_verify(ask, body):
    from gocardless_pro import webhooks

    return webhooks.parse(body.decode(), ask["secret"], ask["headers"]["webhook-signature"]) is not None


def openai_verify(ask, body):
    from openai import OpenAI

    OpenAI(api_key="x").webhooks.verify_signature(body.decode(), ask["headers"], secret=ask["secret"])
    return True


def resend_verify(ask, body):
    import resend

    headers = {part: ask["headers"][f"svix-{part}"] for part in ("id", "timestamp", "signature")}
    resend.Webhooks.verify({"payload": body.decode(), "headers": headers, "webhook_secret": ask["secret"]})
    return True


def square_verify(ask, body):
    from square.utils.webhooks_helper import verify_signature

    return verify_signature(
        request_body=body.decode(),
        signature_header=ask["headers"]["x-square-hmacsha256-signature"],
        signature_key=ask["secret"],
        notification_url=ask["url"],
    )


def cronofy_verify(ask, body):
    from pycronofy import Client

    library = Client(client_id="x", client_secret=ask["secret"])
    return library.hmac_valid(ask["headers"]["cronofy-hmac-sha256"], body.decode())


def viber_verify(ask, body):
    from viberbot import Api, BotConfiguration

    library = Api(BotConfiguration(auth_token=ask["secret"], name="x", avatar=""))
    return library.verify_signature(body, ask["headers"]["x-viber-content-signature"])


LIBRARIES = {
    "stripe": (stripe_verify, stripe_sign),
    "slack-sdk": (slack_verify, slack_sign),
    "svix": standard("svix.webhooks", "svix"),
    "standardwebhooks": standard("standardwebhooks.webhooks", "webhook"),
    "twilio": (twilio_verify, twilio_sign),
    "PyNaCl": (discord_verify, None),
    "pyairtable": (airtable_verify, None),
    "boldsign": (boldsign_verify, None),
    "increase": (increase_verify, None),
    "dropbox-sign": (dropbox_sign_verify, None),
    "razorpay": (razorpay_verify, None),
    "line-bot-sdk": (line_verify, None),
    "pusher": (pusher_verify, None),
    "gocardless-pro": (gocardless_verify, None),
    "openai": (openai_verify, None),
    "resend": (resend_verify, None),
    "squareup": (square_verify, None),
    "pycronofy": (cronofy_verify, None),
    "viberbot": (viber_verify, None),
    **COMMERCE,
    **PLATFORMS,
}


def answered(ask):
    verify, sign = LIBRARIES[ask["library"]]
    body = base64.b64decode(ask["body"])
    if ask["do"] == "sign":
        return sign(ask, body)
    try:
        return verify(ask, body) is True
    except Exception:  # Whatever a library throws, it has not taken the message.
        return False


# Some of them print what they refuse.
with contextlib.redirect_stdout(sys.stderr):
    answers = [answered(ask) for ask in json.load(sys.stdin)]
print(json.dumps(answers))
