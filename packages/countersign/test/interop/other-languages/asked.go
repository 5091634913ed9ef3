// The providers' own libraries of Go. Reads what is asked as JSON, and prints the answers: whether each message is taken,
// or the headers that a library signs with.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"time"

	"code.gitea.io/sdk/gitea"
	"github.com/PaddleHQ/paddle-go-sdk/v4"
	"github.com/PagerDuty/go-pagerduty/webhookv3"
	"github.com/google/go-github/v83/github"
	line "github.com/line/line-bot-sdk-go/v8/linebot/webhook"
	"github.com/mailgun/mailgun-go/v4"
	openaioption "github.com/openai/openai-go/v3/option"
	openai "github.com/openai/openai-go/v3/webhooks"
	razorpay "github.com/razorpay/razorpay-go/utils"
	"github.com/resend/resend-go/v3"
	sendgrid "github.com/sendgrid/sendgrid-go/helpers/eventwebhook"
	"github.com/slack-go/slack"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stripe/stripe-go/v84/webhook"
	svix "github.com/svix/svix-webhooks/go"
	twilio "github.com/twilio/twilio-go/client"
)

type ask struct {
	Do      string            `json:"do"`
	Library string            `json:"library"`
	Headers map[string]string `json:"headers"`
	Body    []byte            `json:"body"`
	Secret  string            `json:"secret"`
	URL     string            `json:"url"`
	Now     int64             `json:"now"`
}

func (a ask) header() http.Header {
	headers := http.Header{}
	for name, value := range a.Headers {
		headers.Set(name, value)
	}
	return headers
}

func (a ask) request() *http.Request {
	request, err := http.NewRequest(http.MethodPost, a.URL, bytes.NewReader(a.Body))
	if err != nil {
		panic(err)
	}
	request.Header = a.header()
	return request
}

func verify(a ask) (bool, error) {
	switch a.Library {
	case "stripe-go":
		return true, webhook.ValidatePayload(a.Body, a.Headers["stripe-signature"], a.Secret)
	case "slack-go":
		verifier, err := slack.NewSecretsVerifier(a.header(), a.Secret)
		if err != nil {
			return false, err
		}
		if _, err = verifier.Write(a.Body); err != nil {
			return false, err
		}
		return true, verifier.Ensure()
	case "go-github":
		_, err := github.ValidatePayloadFromBody("application/json", bytes.NewReader(a.Body), a.Headers["x-hub-signature-256"], []byte(a.Secret))
		return true, err
	case "svix-webhooks":
		library, err := svix.NewWebhook(a.Secret)
		if err != nil {
			return false, err
		}
		return true, library.Verify(a.Body, a.header())
	case "standard-webhooks":
		library, err := standardwebhooks.NewWebhook(a.Secret)
		if err != nil {
			return false, err
		}
		return true, library.Verify(a.Body, a.header())
	case "twilio-go":
		library := twilio.NewRequestValidator(a.Secret)
		return library.ValidateBody(a.URL, a.Body, a.Headers["x-twilio-signature"]), nil
	case "line-bot-sdk-go":
		return line.ValidateSignature(a.Secret, a.Headers["x-line-signature"], a.Body), nil
	case "go-pagerduty":
		return true, webhookv3.VerifySignature(a.request(), a.Secret)
	case "sendgrid-go":
		key, err := sendgrid.ConvertPublicKeyBase64ToECDSA(a.Secret)
		if err != nil {
			return false, err
		}
		return sendgrid.VerifySignature(key, a.Body, a.Headers["x-twilio-email-event-webhook-signature"], a.Headers["x-twilio-email-event-webhook-timestamp"])
	case "mailgun-go":
		var payload mailgun.WebhookPayload
		if err := json.Unmarshal(a.Body, &payload); err != nil {
			return false, err
		}
		library := mailgun.NewMailgun("example.com", "x")
		library.SetWebhookSigningKey(a.Secret)
		return library.VerifyWebhookSignature(payload.Signature)
	case "paddle-go-sdk":
		// Its clock is looked at where it is asked for.
		library := paddle.NewWebhookVerifier(a.Secret, paddle.VerifierWithTimestampTolerance(5*time.Minute))
		return library.Verify(a.request())
	case "resend-go":
		headers := resend.WebhookHeaders{Id: a.Headers["svix-id"], Timestamp: a.Headers["svix-timestamp"], Signature: a.Headers["svix-signature"]}
		options := resend.VerifyWebhookOptions{Payload: string(a.Body), Headers: headers, WebhookSecret: a.Secret}
		return true, resend.NewClient("x").Webhooks.Verify(&options)
	case "gitea-sdk":
		return gitea.VerifyWebhookSignature(a.Secret, a.Headers["x-gitea-signature"], a.Body)
	case "razorpay-go":
		return razorpay.VerifyWebhookSignature(string(a.Body), a.Headers["x-razorpay-signature"], a.Secret), nil
	case "openai-go":
		library := openai.NewWebhookService(openaioption.WithWebhookSecret(a.Secret))
		return true, library.VerifySignature(a.Body, a.header())
	}
	return false, fmt.Errorf("no library %s", a.Library)
}

func sign(a ask) (map[string]string, error) {
	at := time.UnixMilli(a.Now)
	seconds := fmt.Sprint(a.Now / 1000)
	switch a.Library {
	case "stripe-go":
		signature := fmt.Sprintf("%x", webhook.ComputeSignature(at, a.Body, a.Secret))
		return map[string]string{"stripe-signature": "t=" + seconds + ",v1=" + signature}, nil
	case "svix-webhooks":
		library, err := svix.NewWebhook(a.Secret)
		if err != nil {
			return nil, err
		}
		signature, err := library.Sign("msg_1", at, a.Body)
		return map[string]string{"svix-id": "msg_1", "svix-timestamp": seconds, "svix-signature": signature}, err
	case "standard-webhooks":
		library, err := standardwebhooks.NewWebhook(a.Secret)
		if err != nil {
			return nil, err
		}
		signature, err := library.Sign("msg_1", at, a.Body)
		return map[string]string{"webhook-id": "msg_1", "webhook-timestamp": seconds, "webhook-signature": signature}, err
	}
	return nil, fmt.Errorf("%s signs nothing", a.Library)
}

func main() {
	var asks []ask
	if err := json.NewDecoder(os.Stdin).Decode(&asks); err != nil {
		panic(err)
	}
	answers := []any{}
	for _, a := range asks {
		if a.Do == "sign" {
			headers, err := sign(a)
			if err != nil {
				panic(err)
			}
			answers = append(answers, headers)
			continue
		}
		taken, err := verify(a)
		answers = append(answers, taken && err == nil)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		panic(err)
	}
}
