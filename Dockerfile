# One image for all apps and the operators' commands; compose chooses what it runs. It is built and tested with this version of Node:
# another is tried with --build-arg NODE_IMAGE=…, and its digest is asked for as docs/containers.md says.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim@sha256:d6aa754f16b3197301076f047b5def2f02ea1dbbc2ca920407d46d7ec7f87b20

FROM ${NODE_IMAGE} AS build
WORKDIR /passlink
COPY package.json package-lock.json .npmrc ./
COPY apps/api/package.json apps/api/
COPY apps/bounces/package.json apps/bounces/
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
RUN npm ci --ignore-scripts -w apps/api -w apps/bounces -w apps/cli -w apps/dashboard -w apps/redeem -w apps/worker -w packages/programs
COPY LICENSE tsconfig.json ./
COPY apps apps
COPY packages packages
# What runs, and nothing else: test/image runs the same from the same folder.
RUN npm run image -- /image

FROM ${NODE_IMAGE}
# Programs that nothing here runs, and which scanners would report.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn* /opt/yarn-*
ENV NODE_ENV=production
# Elsewhere these listen on the machine itself only; a container's ports are reached from outside, or not published.
ENV DASHBOARD_HOST=0.0.0.0 LMTP_HOST=0.0.0.0 METRICS_HOST=0.0.0.0 WORKER_HOST=0.0.0.0
WORKDIR /passlink
COPY --from=build /image ./
# The user node, by its number, because Kubernetes cannot tell by a name that it is not root.
USER 1000:1000
CMD ["node", "apps/api/dist/api.mjs"]
