# One image for all apps and the operators' commands; compose chooses what it runs.
FROM node:24-slim AS manifests
WORKDIR /passlink
COPY package.json package-lock.json ./
COPY apps/api/package.json apps/api/
COPY apps/cli/package.json apps/cli/
COPY apps/dashboard/package.json apps/dashboard/
COPY apps/local/package.json apps/local/
COPY apps/redeem/package.json apps/redeem/
COPY apps/worker/package.json apps/worker/
COPY packages/mail/package.json packages/mail/
COPY packages/store/package.json packages/store/
COPY packages/messages/package.json packages/messages/
COPY packages/programs/package.json packages/programs/
COPY packages/proto/package.json packages/proto/
COPY packages/queue/package.json packages/queue/
COPY packages/runtime/package.json packages/runtime/
COPY test/package.json test/

FROM manifests AS build
RUN npm ci --ignore-scripts -w apps/api -w apps/cli -w apps/dashboard -w apps/redeem -w apps/worker -w packages/programs
COPY tsconfig.json ./
COPY apps ./apps
COPY packages ./packages
RUN npm run build -w apps/api -w apps/cli -w apps/dashboard -w apps/redeem -w apps/worker
# What stays beside the bundles is what they read: migrations, scripts and styles.
RUN find apps packages \( -name node_modules -o -name '*.ts' -o -path packages/proto/src \) -prune -exec rm -r {} +

# Packages that a bundle looks for when it runs.
FROM manifests AS dependencies
RUN npm ci --omit=dev --ignore-scripts -w packages/programs

FROM node:24-slim
ENV NODE_ENV=production
# Elsewhere these listen on the machine itself only; a container's ports are reached from outside, or not published.
ENV DASHBOARD_HOST=0.0.0.0 WORKER_HOST=0.0.0.0
WORKDIR /passlink
COPY --from=dependencies /passlink/node_modules ./node_modules
COPY --from=build /passlink/apps ./apps
COPY --from=build /passlink/packages ./packages
USER node
CMD ["node", "apps/api/dist/api.mjs"]
