"""Libraries of shops and payments: a pair each, which verifies and, where the library does, signs."""

import json
from urllib.parse import parse_qs


def adyen_verify(ask, body):
    from Adyen.util import is_valid_hmac_notification, is_valid_hmac_payload

    if ask["scheme"] == "adyen":
        return is_valid_hmac_notification(json.loads(body), ask["secret"])
    return is_valid_hmac_payload(ask["headers"]["hmacsignature"], ask["secret"], body)


def adyen_sign(ask, body):
    from Adyen.util import generate_payload_sig

    return {"hmacsignature": generate_payload_sig(body, ask["secret"]).decode()}


def braintree_verify(ask, body):
    from braintree import BraintreeGateway, Configuration, Environment

    keys = {"merchant_id": "x", "public_key": "public-key", "private_key": ask["secret"]}
    gateway = BraintreeGateway(Configuration(environment=Environment.Sandbox, **keys))
    form = {name: values[0] for name, values in parse_qs(body.decode(errors="replace")).items()}
    return gateway.webhook_notification.parse(form["bt_signature"], form["bt_payload"]) is not None


def easypost_verify(ask, body):
    from easypost.util import validate_webhook

    headers = {"X-Hmac-Signature": ask["headers"]["x-hmac-signature"]}
    return validate_webhook(body, headers, ask["secret"]) is not None


def coinbase_verify(ask, body):
    from coinbase_commerce.webhook import WebhookSignature

    return WebhookSignature.verify_sig_header(
        body.decode(), ask["headers"]["x-cc-webhook-signature"], ask["secret"]
    )


def mercadopago_verify(ask, body):
    from mercadopago.webhook.validator import WebhookSignatureValidator

    headers = ask["headers"]
    WebhookSignatureValidator.validate(headers["x-signature"], headers["x-request-id"], None, ask["secret"])
    return True


def paddle_verify(ask, body):
    from types import SimpleNamespace

    from paddle_billing.Notifications import Secret, Verifier

    headers = {"Paddle-Signature": ask["headers"]["paddle-signature"]}
    # Five seconds, its limit, have gone by before all of these are loaded.
    return Verifier(300).verify(SimpleNamespace(body=body, headers=headers), Secret(ask["secret"]))


def polar_verify(ask, body):
    from polar.v2026_04.webhooks import PolarWebhookUnknownTypeError, validate_event

    try:
        return validate_event(body, ask["headers"], ask["secret"]) is not None
    except PolarWebhookUnknownTypeError:
        # The signature was looked at before the type.
        return True


def truelayer_verify(ask, body):
    from truelayer_signing import HttpMethod, verify_with_pem

    verifier = verify_with_pem(ask["secret"]).set_method(HttpMethod.POST).set_path("/webhook")
    verifier.add_headers(ask["headers"]).set_body(body.decode()).verify(ask["headers"]["tl-signature"])
    return True


def truelayer_sign(ask, body):
    from datetime import datetime, timezone

    from truelayer_signing import HttpMethod, sign_with_pem

    at = datetime.fromtimestamp(ask["now"] // 1000, tz=timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    headers = {"X-TL-Webhook-Timestamp": at}
    signer = sign_with_pem("key-1", ask["signingSecret"]).set_method(HttpMethod.POST).set_path("/webhook")
    return {**headers, "tl-signature": signer.add_headers(headers).set_body(body.decode()).sign()}


def blockfrost_verify(ask, body):
    from blockfrost import verify_webhook_signature

    return verify_webhook_signature(body, ask["headers"]["blockfrost-signature"], ask["secret"])


def client(module, name, options, verify):
    """Of libraries whose client has a verifier that raises."""

    def verified(ask, body):
        made = getattr(__import__(module), name)(**options)
        return verify(made.webhooks, body.decode(), ask["headers"], ask["secret"]) is not False

    return verified, None


def by_secret(webhooks, body, headers, secret):
    return webhooks.unwrap(body, headers, secret=secret)


def by_key(webhooks, body, headers, secret):
    return webhooks.unwrap(body, headers=headers, key=secret)


def modern_treasury_sign(ask, body):
    from modern_treasury import ModernTreasury

    webhooks = ModernTreasury(api_key="x", organization_id="x").webhooks
    return {"x-signature": webhooks.get_signature(body.decode(), key=ask["secret"])}


modern_treasury, _ = client(
    "modern_treasury",
    "ModernTreasury",
    {"api_key": "x", "organization_id": "x"},
    lambda webhooks, body, headers, secret: webhooks.validate_signature(body, headers, key=secret),
)

COMMERCE = {
    "Adyen": (adyen_verify, adyen_sign),
    "braintree": (braintree_verify, None),
    "easypost": (easypost_verify, None),
    "coinbase-commerce": (coinbase_verify, None),
    "mercadopago": (mercadopago_verify, None),
    "paddle-python-sdk": (paddle_verify, None),
    "polar-sdk": (polar_verify, None),
    "truelayer-signing": (truelayer_verify, truelayer_sign),
    "blockfrost-python": (blockfrost_verify, None),
    "dodopayments": client("dodopayments", "DodoPayments", {"bearer_token": "x"}, by_key),
    "lithic": client("lithic", "Lithic", {"api_key": "x"}, by_secret),
    "finch-api": client("finch", "Finch", {"access_token": "x"}, by_secret),
    "orb-billing": client("orb", "Orb", {"api_key": "x"}, by_secret),
    "modern-treasury": (modern_treasury, modern_treasury_sign),
}
