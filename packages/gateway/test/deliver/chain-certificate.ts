/**
 * A certificate for right.example and 127.0.0.1, signed by an intermediate authority under a root, all good for a hundred
 * years, and the leaf's key, which protects nothing. Made with `openssl req`, `openssl x509 -req`; kept, so that the
 * tests need no openssl.
 */
export const chain: {
  readonly key: string
  readonly leaf: string
  readonly intermediate: string
  readonly root: string
} = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNt67gSODYJyEmx8J
6AFd8BR1xpjvbvjvPBu2cZp4A2uhRANCAAS9DAT8LAAaS8A1IzJm/sbAxLSdgM7B
wM8jQym75h2H7Blrzg3Abl5++3I8avlFaHjoyFUwthAcGc0yWuop/OHB
-----END PRIVATE KEY-----
`,
  leaf: `-----BEGIN CERTIFICATE-----
MIIBmjCCAUCgAwIBAgIUV5CgMXndnfo18ubuBgiWHXEVw4EwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRVGVzdCBJbnRlcm1lZGlhdGUwIBcNMjYxMTI3MjMwMTM0WhgP
MjEyNjExMDMyMzAxMzRaMBgxFjAUBgNVBAMMDXJpZ2h0LmV4YW1wbGUwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAAS9DAT8LAAaS8A1IzJm/sbAxLSdgM7BwM8jQym7
5h2H7Blrzg3Abl5++3I8avlFaHjoyFUwthAcGc0yWuop/OHBo2IwYDAeBgNVHREE
FzAVgg1yaWdodC5leGFtcGxlhwR/AAABMB0GA1UdDgQWBBSFgo+C3q2X3+TXV1Vw
wxv5y64JxDAfBgNVHSMEGDAWgBThb1yMwgi+jFQhqckJvqBe+Tq8XTAKBggqhkjO
PQQDAgNIADBFAiEAo6Vh/cScWy8GDmYvJeNeANchbktef7IHZz0s0OdEqMICIDOQ
5/VM4sebIYUCVURZrbeyhk/iSZ8ytPKaPukwB8Ht
-----END CERTIFICATE-----
`,
  intermediate: `-----BEGIN CERTIFICATE-----
MIIBhzCCAS2gAwIBAgIUeN5ojIwuczmfpmQ673x4tFgLcPswCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJVGVzdCBSb290MCAXDTI2MTEyNzIzMDEzNFoYDzIxMjYxMTAz
MjMwMTM0WjAcMRowGAYDVQQDDBFUZXN0IEludGVybWVkaWF0ZTBZMBMGByqGSM49
AgEGCCqGSM49AwEHA0IABBYYJekkKllz0kas8qMEvtYChV6Okf/QISA1c5ZmbIjH
JZpfTroWzS/fHG+LFJwYbdKTqu6mzNnY2IKSRgWR2dKjUzBRMA8GA1UdEwEB/wQF
MAMBAf8wHQYDVR0OBBYEFOFvXIzCCL6MVCGpyQm+oF75OrxdMB8GA1UdIwQYMBaA
FDnMs2kHJQtarX7f+72rmmEtc5U+MAoGCCqGSM49BAMCA0gAMEUCIAUrNgYQf6Q3
rTlFtcLI/suRfvc7guzvuRyPGfa7XcWEAiEA1rqbCRQZzZQtXwQS6M0YgMqy/EF0
8an6LMrSWTaEAQY=
-----END CERTIFICATE-----
`,
  root: `-----BEGIN CERTIFICATE-----
MIIBfjCCASWgAwIBAgIUEpAwDqVoHp+pA8VKKUOvjYGWxAswCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJVGVzdCBSb290MCAXDTI2MTEyNzIzMDEzNFoYDzIxMjYxMTAz
MjMwMTM0WjAUMRIwEAYDVQQDDAlUZXN0IFJvb3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARQGJqkgkTPqjEHSfkuriwVzFCAwXw5brr84nhakHro+pITjnQZ6pPC
Yf25PXOT+So6W9qhrmilWhLw+PayV96Xo1MwUTAdBgNVHQ4EFgQUOcyzaQclC1qt
ft/7vauaYS1zlT4wHwYDVR0jBBgwFoAUOcyzaQclC1qtft/7vauaYS1zlT4wDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiByu6jvb7K27psetU0+Ewny
v9MPAtfJIpCgBPwK6EuTfgIgQGCfLtM0Wy3xURIR1XXbC9qdgm3TEaxqjwEeoA5W
1iQ=
-----END CERTIFICATE-----
`,
}
