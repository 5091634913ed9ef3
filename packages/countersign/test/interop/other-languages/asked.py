"""The providers' own libraries of Python. Reads what is asked as JSON, and prints the answers: whether each message is
taken, or the headers that a library signs with."""

import base64
import json
import sys
from datetime import datetime, timezone
from urllib.parse import parse_qs


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


print(json.dumps([answered(ask) for ask in json.load(sys.stdin)]))
