"""Libraries of clouds, of content and of talk: a pair each, which verifies and, where the library does, signs."""

from urllib.parse import parse_qs


def sendgrid_verify(ask, body):
    from sendgrid.helpers.eventwebhook import EventWebhook

    of = "x-twilio-email-event-webhook-"
    headers = ask["headers"]
    return EventWebhook(ask["secret"]).verify_signature(
        body.decode(), headers[f"{of}signature"], headers[f"{of}timestamp"]
    )


def messagebird_verify(ask, body):
    from messagebird.request_validator import RequestValidator

    signature = ask["headers"]["messagebird-signature-jwt"]
    return RequestValidator(ask["secret"]).validate_signature(signature, ask["url"], body) is not None


def plivo_verify(ask, body):
    from plivo.utils import validate_v3_signature

    # As frameworks read a form: what is no UTF-8 is replaced.
    fields = {name: values[0] for name, values in parse_qs(body.decode(errors="replace")).items()}
    nonce, signature = (ask["headers"].get(f"x-plivo-signature-v3{end}") for end in ("-nonce", ""))
    return validate_v3_signature("POST", ask["url"], nonce, ask["secret"], signature, fields)


def telnyx_verify(ask, body):
    from telnyx.lib.webhook_verification import verify_webhook_signature

    verify_webhook_signature(body, ask["headers"], ask["secret"])
    return True


def workos_verify(ask, body):
    from workos import WorkOSClient

    webhooks = WorkOSClient(api_key="x", client_id="x").webhooks
    signature = ask["headers"]["workos-signature"]
    webhooks.verify_header(event_body=body, event_signature=signature, secret=ask["secret"], tolerance=300)
    return True


HUBSPOT = {
    "hubspot-v1": ("v1", "x-hubspot-signature"),
    "hubspot-v2": ("v2", "x-hubspot-signature"),
    "hubspot-v3": ("v3", "x-hubspot-signature-v3"),
}


def hubspot_verify(ask, body):
    from hubspot.utils.signature import Signature

    version, name = HUBSPOT[ask["scheme"]]
    return Signature.is_valid(
        ask["headers"][name],
        ask["secret"],
        body.decode(),
        http_uri=ask["url"],
        signature_version=version,
        timestamp=ask["headers"].get("x-hubspot-request-timestamp"),
    )


def hubspot_sign(ask, body):
    from hubspot.utils.signature import Signature

    version, name = HUBSPOT[ask["scheme"]]
    at = str(ask["now"])
    signature = Signature.get_signature(ask["secret"], body.decode(), version, ask["url"], "POST", at)
    return {name: signature, "x-hubspot-request-timestamp": at}


def box_verify(ask, body):
    from box_sdk_gen.managers.webhooks import WebhooksManager

    return WebhooksManager.validate_message(body.decode(), ask["headers"], ask["secret"])


def livekit_verify(ask, body):
    from livekit.api import TokenVerifier, WebhookReceiver

    receiver = WebhookReceiver(TokenVerifier("api-key", ask["secret"]))
    return receiver.receive(body.decode(), ask["headers"]["authorization"]) is not None


def elevenlabs_verify(ask, body):
    from elevenlabs.client import ElevenLabs

    webhooks = ElevenLabs(api_key="x").webhooks
    signature = ask["headers"]["elevenlabs-signature"]
    return webhooks.construct_event(body.decode(), signature, ask["secret"]) is not None


def anthropic_verify(ask, body):
    from anthropic import Anthropic

    webhooks = Anthropic(api_key="x").beta.webhooks
    return webhooks.unwrap(body.decode(), headers=ask["headers"], key=ask["secret"]) is not None


def qstash_verify(ask, body):
    from qstash import Receiver

    receiver = Receiver(current_signing_key=ask["secret"], next_signing_key=ask["secret"])
    receiver.verify(signature=ask["headers"]["upstash-signature"], body=body.decode(), url=ask["url"])
    return True


def replicate_verify(ask, body):
    from replicate.webhook import Webhooks, WebhookSigningSecret

    Webhooks.validate(
        headers=ask["headers"], body=body.decode(), secret=WebhookSigningSecret(key=ask["secret"]), tolerance=300
    )
    return True


def cloudinary_verify(ask, body):
    import cloudinary
    from cloudinary.utils import verify_notification_signature

    cloudinary.config(cloud_name="x", api_key="x", api_secret=ask["secret"])
    headers = ask["headers"]
    return verify_notification_signature(body.decode(), headers["x-cld-timestamp"], headers["x-cld-signature"])


def getstream_verify(ask, body):
    from stream_chat import StreamChat

    library = StreamChat(api_key="x", api_secret=ask["secret"])
    return library.verify_webhook(body, ask["headers"]["x-signature"])


def onfido_verify(ask, body):
    from onfido import WebhookEventVerifier

    verifier = WebhookEventVerifier(ask["secret"])
    return verifier.read_payload(body.decode(), ask["headers"]["x-sha2-signature"]) is not None


def retell_verify(ask, body):
    from retell import Retell

    signature = ask["headers"]["x-retell-signature"]
    return Retell(api_key="x").verify(body.decode(), ask["secret"], signature)


def retell_sign(ask, body):
    from retell.lib.webhook_auth import symmetric

    return {"x-retell-signature": symmetric["sign"](body.decode(), ask["secret"], ask["now"])}


def discord_verify(ask, body):
    from discord_interactions import verify_key

    headers = ask["headers"]
    return verify_key(body, headers["x-signature-ed25519"], headers["x-signature-timestamp"], ask["secret"])


def sinch_verify(ask, body):
    from sinch.domains.conversation.sinch_events.v1 import ConversationSinchEvent
    from sinch.domains.numbers.sinch_events.v1.sinch_events import SinchEvents

    events = {"sinch": ConversationSinchEvent, "sinch-numbers": SinchEvents}[ask["scheme"]]
    return events(ask["secret"]).validate_authentication_header(ask["headers"], body)


def hook0_verify(ask, body):
    from hook0 import verify_webhook_signature

    signature = ask["headers"]["x-hook0-signature"]
    return verify_webhook_signature(signature, body, ask["headers"], ask["secret"], 300)


def convoy_verify(ask, body):
    from convoy.utils.webhook import Webhook

    signature = ask["headers"]["x-convoy-signature"]
    return Webhook(ask["secret"]).verify_signature(body.decode(), signature) is True


def vonage_verify(ask, body):
    from vonage_jwt import verify_signature

    return verify_signature(ask["headers"]["authorization"].replace("Bearer ", ""), ask["secret"])


def google_verify(ask, body):
    from google.oauth2 import id_token

    # It asks Google for its keys; here the answer is given.
    id_token._fetch_certs = lambda request, url: {"key-1": ask["secret"]}
    token = ask["headers"]["authorization"].replace("Bearer ", "")
    claims = id_token.verify_oauth2_token(token, lambda **_: None, ask["url"])
    return claims["email"] == "push@example.iam.gserviceaccount.com"


PLATFORMS = {
    "sendgrid": (sendgrid_verify, None),
    "messagebird": (messagebird_verify, None),
    "plivo": (plivo_verify, None),
    "telnyx": (telnyx_verify, None),
    "workos": (workos_verify, None),
    "hubspot-api-client": (hubspot_verify, hubspot_sign),
    "box-sdk-gen": (box_verify, None),
    "livekit-api": (livekit_verify, None),
    "elevenlabs": (elevenlabs_verify, None),
    "anthropic": (anthropic_verify, None),
    "qstash": (qstash_verify, None),
    "replicate": (replicate_verify, None),
    "cloudinary": (cloudinary_verify, None),
    "stream-chat": (getstream_verify, None),
    "onfido-python": (onfido_verify, None),
    "retell-sdk": (retell_verify, retell_sign),
    "discord-interactions": (discord_verify, None),
    "sinch": (sinch_verify, None),
    "hook0-client": (hook0_verify, None),
    "convoy-python": (convoy_verify, None),
    "vonage-jwt": (vonage_verify, None),
    "google-auth": (google_verify, None),
}
