/**
 * A self-signed certificate for elsewhere.example, good for a hundred years, and its key, which protects
 * nothing. Made with `openssl req -x509 -newkey ec`; kept, so that the tests need no openssl.
 */
export const elsewhere: { readonly key: string; readonly cert: string } = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg0nto+IwrETiYXFiZ
xmAW80Cacx2ju9DvZ9P4BYIYKuGhRANCAASUe+6Ns8qfeij1/dVZcyH1FfyTYEEo
+mIastufj26zlfYL5LZ77GS7dec1OoX9T3iq9Vbw8rIejE+Bb8V9kGC3
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBrDCCAVOgAwIBAgIUBKZx5VLaO30DcKcvqZ+pj0ZtD3AwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRZWxzZXdoZXJlLmV4YW1wbGUwIBcNMjYxMTIyMDEyNDI2WhgP
MjEyNjEwMjkwMTI0MjZaMBwxGjAYBgNVBAMMEWVsc2V3aGVyZS5leGFtcGxlMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAElHvujbPKn3oo9f3VWXMh9RX8k2BBKPpi
GrLbn49us5X2C+S2e+xku3XnNTqF/U94qvVW8PKyHoxPgW/FfZBgt6NxMG8wHQYD
VR0OBBYEFPJMWqxREiE1kelvdeWDd7PO11XHMB8GA1UdIwQYMBaAFPJMWqxREiE1
kelvdeWDd7PO11XHMA8GA1UdEwEB/wQFMAMBAf8wHAYDVR0RBBUwE4IRZWxzZXdo
ZXJlLmV4YW1wbGUwCgYIKoZIzj0EAwIDRwAwRAIgO3C6bdWouPhto/cJ0yl5u8Qj
nPp8Vi6U61zyOYnvNGICIFoUNkAP8zoRzjgxiXHiifPehuj+NJpdzmYl60Qp+Q38
-----END CERTIFICATE-----
`,
}

/** Another for elsewhere.example, good for the year 2020 alone. */
export const expired: { readonly key: string; readonly cert: string } = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgkpokiTb68THSCjEr
SMgI3ZCZezfSq4SlYhziLU7hWg6hRANCAASwU4ImE8fPX3XuVkW5s6YPzKM+YUkv
NNLuq5lcNy4dExQRxpade7dC5vUn5uao0cPw+Jd6GbcMUtBiwi+WcXuf
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBczCCARqgAwIBAgIBATAKBggqhkjOPQQDAjAcMRowGAYDVQQDDBFlbHNld2hl
cmUuZXhhbXBsZTAeFw0yMDAxMDEwMDAwMDBaFw0yMTAxMDEwMDAwMDBaMBwxGjAY
BgNVBAMMEWVsc2V3aGVyZS5leGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
QgAEsFOCJhPHz1917lZFubOmD8yjPmFJLzTS7quZXDcuHRMUEcaWnXu3Qub1J+bm
qNHD8PiXehm3DFLQYsIvlnF7n6NNMEswHAYDVR0RBBUwE4IRZWxzZXdoZXJlLmV4
YW1wbGUwDAYDVR0TBAUwAwEB/zAdBgNVHQ4EFgQU+l0z2iTlLgvDzWmU2CnMvEC+
cFswCgYIKoZIzj0EAwIDRwAwRAIgVtTJ4jcvfDcNuysBEGcHnH1aL097k3gwB7VX
IvswS0UCIHLSvSlrJIazYiq+K6FHBHsxJGIeDglVslgT/2Zw+0fg
-----END CERTIFICATE-----
`,
}
