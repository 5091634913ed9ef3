/**
 * Where clouds give a machine its secrets, from their own documentation. Most are link-local, which nothing may reach
 * by default; the others lie in ranges that `allowPrivate` opens, and one of them among the public addresses.
 */
export const metadataAddresses: readonly string[] = [
  // Amazon, Google, Azure, Oracle, DigitalOcean, Hetzner, Vultr, IBM, OpenStack and most others.
  '169.254.169.254',
  'fe80::a9fe:a9fe',
  // Amazon: EC2, ECS tasks, EKS pods.
  'fd00:ec2::254',
  '169.254.170.2',
  '169.254.170.23',
  'fd00:ec2::23',
  // Google Cloud by IPv6.
  'fd20:ce::254',
  // Azure’s WireServer, a public address that only its machines reach.
  '168.63.129.16',
  // Alibaba Cloud.
  '100.100.100.200',
  // Oracle Cloud by IPv6, and its first generation.
  'fd00:c1::a9fe:a9fe',
  '192.0.0.192',
  // Akamai (Linode) by IPv6.
  'fd00:a9fe:a9fe::1',
  // Scaleway.
  '169.254.42.42',
  'fd00:42::42',
  // Tencent Cloud.
  '169.254.0.23',
  // Volcengine.
  '100.96.0.96',
]
