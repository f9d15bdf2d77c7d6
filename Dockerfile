# Two images from one build: banyu (server, broker, simulator, command) and node-red (with Banyu's palette).
FROM node:24.11.0-bookworm-slim AS build
WORKDIR /opt/banyu
COPY . .
RUN npm ci --omit=dev --no-audit --no-fund && npm run build

FROM node:24.11.0-bookworm-slim AS banyu
RUN groupadd --gid 10001 banyu \
  && useradd --uid 10001 --gid 10001 --home-dir /var/lib/banyu --no-create-home --shell /usr/sbin/nologin banyu \
  && install -d -m 700 -o banyu -g banyu /var/lib/banyu
COPY --from=build /opt/banyu /opt/banyu
ENV BANYU_DATA_DIRECTORY=/var/lib/banyu MALLOC_ARENA_MAX=2 NODE_ENV=production NODE_COMPILE_CACHE=/tmp/node-compile-cache
USER banyu
WORKDIR /var/lib/banyu
VOLUME /var/lib/banyu
STOPSIGNAL SIGTERM
# The Node that Banyu brings, with the limits of its command.
ENTRYPOINT ["/opt/banyu/node_modules/node/bin/node", "--max-semi-space-size=8", "--heap-growing-percent=30", "/opt/banyu/server/bin/banyu.mjs"]
CMD ["start"]

FROM node:24.11.0-bookworm-slim AS node-red-build
WORKDIR /opt/banyu
COPY . .
RUN npm ci --workspace=node-red --no-audit --no-fund

FROM node:24.11.0-bookworm-slim AS node-red
RUN install -d -m 700 -o node -g node /data
COPY --from=node-red-build /opt/banyu/node_modules /opt/banyu/node_modules
COPY --from=node-red-build /opt/banyu/node-red /opt/banyu/node-red
COPY deploy/compose/node-red-settings.cjs /opt/banyu/settings.cjs
ENV NODE_ENV=production
USER node
WORKDIR /data
VOLUME /data
EXPOSE 1880
ENTRYPOINT ["node", "/opt/banyu/node_modules/node-red/red.js", "--userDir", "/data", "--settings", "/opt/banyu/settings.cjs"]
