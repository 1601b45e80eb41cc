# One image for all apps and the operators' commands; compose chooses what it runs.
FROM node:24-slim AS dependencies
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
COPY packages/proto/package.json packages/proto/
COPY packages/queue/package.json packages/queue/
COPY packages/runtime/package.json packages/runtime/
COPY test/package.json test/
RUN npm ci --omit=dev --ignore-scripts -w apps/api -w apps/cli -w apps/dashboard -w apps/redeem -w apps/worker

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /passlink
COPY --from=dependencies /passlink ./
COPY apps ./apps
COPY packages ./packages
USER node
CMD ["node", "apps/api/src/main.ts"]
