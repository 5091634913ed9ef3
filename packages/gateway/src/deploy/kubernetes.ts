import { type Known, publicUrlOf } from './known.ts'

/** Manifests: one gateway with its embedded store on a volume, or two that share PostgreSQL. */
export function kubernetes(known: Known): string {
  const { postgres, version, stopSeconds } = known
  const secrets = `kubectl create secret generic countersign --from-literal=key="$(openssl rand -base64 32)" --from-literal=admin-token="$(openssl rand -hex 32)"${postgres ? ' --from-literal=database-url=postgres://…' : ''}`
  return `# First: ${secrets}
apiVersion: apps/v1
kind: ${postgres ? 'Deployment' : 'StatefulSet'}
metadata:
  name: countersign
spec:
  replicas: ${postgres ? 2 : 1}
${postgres ? '' : '  serviceName: countersign\n'}  selector:
    matchLabels: { app: countersign }
  template:
    metadata:
      labels: { app: countersign }
    spec:
      # A service of this name would set COUNTERSIGN_PORT to its address.
      enableServiceLinks: false
      terminationGracePeriodSeconds: ${stopSeconds}
      automountServiceAccountToken: false
      securityContext:
        { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: gateway
          image: ghcr.io/countersign/gateway:${version}
          ports:
            - { name: in, containerPort: 10007 }
            - { name: admin, containerPort: 10008 }
          env:
            - { name: COUNTERSIGN_PUBLIC_URL, value: "${publicUrlOf(known).href.replace(/\/$/, '')}" }
            - { name: COUNTERSIGN_KEY_FILE, value: /run/secrets/countersign/key }
            - { name: COUNTERSIGN_ADMIN_TOKEN_FILE, value: /run/secrets/countersign/admin-token }
${Object.entries(known.variables)
  .map(([name, value]) => `            - { name: ${name}, value: ${JSON.stringify(value)} }\n`)
  .join(
    '',
  )}${postgres ? '            - { name: COUNTERSIGN_DATABASE_URL_FILE, value: /run/secrets/countersign/database-url }\n' : ''}          readinessProbe: { httpGet: { path: /readyz, port: in }, periodSeconds: 5 }
          livenessProbe: { httpGet: { path: /livez, port: in }, periodSeconds: 10, timeoutSeconds: 30 }
          resources: { requests: { cpu: 250m, memory: 512Mi }, limits: { memory: 1Gi } }
          securityContext:
            { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
          volumeMounts:
            - { name: data, mountPath: /data }
            - { name: tmp, mountPath: /tmp }
            - { name: secrets, mountPath: /run/secrets/countersign, readOnly: true }
      volumes:
        - { name: tmp, emptyDir: { medium: Memory, sizeLimit: 16Mi } }
        - { name: secrets, secret: { secretName: countersign, defaultMode: 0440 } }
${
  postgres
    ? '        - { name: data, emptyDir: {} }\n'
    : `  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 10Gi } } }
`
}---
apiVersion: v1
kind: Service
metadata:
  name: countersign
spec:
  selector: { app: countersign }
  ports:
    - { name: in, port: 80, targetPort: in }
`
}
