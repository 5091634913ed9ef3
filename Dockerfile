# syntax=docker/dockerfile:1
# What is packed is the same for all processors: it is made on that of whoever builds.
FROM --platform=$BUILDPLATFORM node:24-bookworm-slim AS build
WORKDIR /build
COPY . .
# What npm packs of the packages is what others install, too.
RUN npm ci \
  && mkdir /packed \
  && npm pack --workspace countersign --workspace @countersign/gateway --pack-destination /packed \
  && npm install --prefix /app --omit=dev --no-audit --no-fund /packed/*.tgz

FROM node:24-bookworm-slim
RUN groupadd --gid 10001 countersign \
  && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin countersign \
  && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /app /app
ENV NODE_ENV=production \
  COUNTERSIGN_HOST=0.0.0.0 \
  COUNTERSIGN_ADMIN_LISTEN=0.0.0.0:10008 \
  COUNTERSIGN_DATA=/data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 10007 10008
# The keeper takes SIGTERM, and ends when what is under way has ended.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:10007/livez').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/node_modules/@countersign/gateway/bin/countersign.js"]
CMD ["serve"]
