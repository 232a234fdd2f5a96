# One image for every service; the command chooses: dist/apps/api/src/main.js (default) or dist/apps/dispatcher/src/main.js.
# The embedded lab (apps/standalone, apps/simulator) is for `npm start` on a machine, not for containers.
FROM node:20-bookworm-slim AS build
WORKDIR /opt/labwright
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
# Optional packages are the embedded Postgres and pseudo-terminals, which no service here starts.
RUN npm run build && npm prune --omit=dev --omit=optional

FROM node:20-bookworm-slim
ENV NODE_ENV=production \
    LABWRIGHT_HOME=/var/lib/labwright \
    LABWRIGHT_PORT=7077
WORKDIR /opt/labwright
COPY --from=build /opt/labwright/package.json /opt/labwright/LICENSE ./
COPY --from=build /opt/labwright/node_modules ./node_modules
COPY --from=build /opt/labwright/protocols ./protocols
COPY --from=build /opt/labwright/libs/drafting/prompts ./libs/drafting/prompts
COPY --from=build /opt/labwright/dist ./dist
RUN install -d -o node -g node "$LABWRIGHT_HOME"
USER node
VOLUME /var/lib/labwright
EXPOSE 7077
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.LABWRIGHT_PORT}/v1/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/apps/api/src/main.js"]
