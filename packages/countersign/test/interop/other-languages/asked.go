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

	"github.com/google/go-github/v83/github"
	"github.com/slack-go/slack"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stripe/stripe-go/v84/webhook"
	svix "github.com/svix/svix-webhooks/go"
)

type ask struct {
	Do      string            `json:"do"`
	Library string            `json:"library"`
	Headers map[string]string `json:"headers"`
	Body    []byte            `json:"body"`
	Secret  string            `json:"secret"`
	Now     int64             `json:"now"`
}

func (a ask) header() http.Header {
	headers := http.Header{}
	for name, value := range a.Headers {
		headers.Set(name, value)
	}
	return headers
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
